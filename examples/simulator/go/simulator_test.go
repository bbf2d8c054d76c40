package localcen

import (
	"bufio"
	"os/exec"
	"strings"
	"testing"
)

const announcement = "export CEN_ENDPOINT="

// startSimulator starts a simulated CEN on a port that was free, and ends it with the test.
func startSimulator(t *testing.T, options ...string) string {
	t.Helper()
	arguments := append([]string{"simulator", "--listen", "127.0.0.1:0", "--quiet", "--settle", "0s"}, options...)
	command := exec.Command("terraform-provider-cen", arguments...)
	output, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	// It says how to reach it as soon as it can be reached.
	lines := bufio.NewScanner(output)
	for lines.Scan() {
		if line := lines.Text(); strings.HasPrefix(line, announcement) {
			return strings.TrimPrefix(line, announcement)
		}
	}
	t.Fatal("the simulator has ended before it began")
	return ""
}
