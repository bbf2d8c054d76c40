/* A terraform command around the shared library that lies beside it. */
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

extern int64_t RunCli(int64_t argc, char **argv, int64_t out, int64_t err);

int main(int argc, char **argv) {
    /* RunCli closes what it is given, and what it starts must not hold it open. */
    int out = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
    int err = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
    /* At exit(), handlers would run under Go's threads. */
    _exit((int)RunCli(argc - 1, argv + 1, out, err));
}
