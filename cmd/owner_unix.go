//go:build unix

package cmd

import (
	"errors"
	"io/fs"
	"os"
	"syscall"
)

// owned tells whether the file is the caller's own; a file that does not exist yet will be.
func owned(path string) (bool, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	file, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(file.Uid) == os.Geteuid(), nil
}
