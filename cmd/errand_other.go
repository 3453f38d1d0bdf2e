//go:build !unix

package cmd

import "os/exec"

func alone(*exec.Cmd) {}
