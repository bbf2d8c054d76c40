#!/usr/bin/env python3
"""Time from exec to the handshake line, as a host would see it. The budget is 5 ms.

    cargo build --release
    benches/handshake.py [BINARY] [RUNS]

Needs openssl for a certificate like the host's. Prints milliseconds.
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time

BINARY = sys.argv[1] if len(sys.argv) > 1 else "target/release/terraform-provider-cen"
RUNS = int(sys.argv[2]) if len(sys.argv) > 2 else 100
COOKIE = "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2"


def host_certificate(folder):
    """A self-signed CA for localhost on P-521, which is what hosts pass."""
    path = os.path.join(folder, "host.pem")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521", "-nodes",
         "-keyout", os.devnull, "-subj", "/O=HashiCorp/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
         "-days", "30", "-out", path],
        check=True, stderr=subprocess.DEVNULL,
    )
    with open(path, encoding="ascii") as file:
        return file.read()


def run(environment):
    """Starts the provider once and gives the time until its line, in milliseconds."""
    started = time.perf_counter()
    provider = subprocess.Popen([BINARY], env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    line = provider.stdout.readline()
    elapsed = (time.perf_counter() - started) * 1000
    provider.terminate()
    provider.wait()
    assert line.startswith(b"1|6|"), line
    return elapsed


def main():
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": os.environ["PATH"],
            "TMPDIR": folder,
            "TF_PLUGIN_MAGIC_COOKIE": COOKIE,
            "PLUGIN_PROTOCOL_VERSIONS": "5,6",
            "PLUGIN_CLIENT_CERT": host_certificate(folder),
        }
        times = sorted(run(environment) for _ in range(RUNS))
    print(f"runs {RUNS}  min {times[0]:.2f}  median {statistics.median(times):.2f}  "
          f"p95 {times[int(RUNS * 0.95)]:.2f}  max {times[-1]:.2f}")


if __name__ == "__main__":
    main()
