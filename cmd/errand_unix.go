//go:build unix

package cmd

import (
	"os/exec"
	"syscall"
)

// alone gives a command a group of processes of its own, which ends as a whole.
func alone(command *exec.Cmd) {
	command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	command.Cancel = func() error { return syscall.Kill(-command.Process.Pid, syscall.SIGKILL) }
}
