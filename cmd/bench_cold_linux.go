package cmd

import (
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"
)

// forget drops a desk's file, and what lies beside it under its name, from the memory in which the system keeps files.
// No process may have them open. It needs no special right.
func forget(path string) error {
	files, err := deskFiles(path)
	if err != nil {
		return err
	}
	for _, name := range files {
		if err := forgetFile(name); err != nil {
			return err
		}
	}
	return nil
}

func forgetFile(name string) (err error) {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := f.Sync(); err != nil { // what was not written yet can't be dropped
		return err
	}
	if err := unix.Fadvise(int(f.Fd()), 0, 0, unix.FADV_DONTNEED); err != nil {
		return fmt.Errorf("drop %s from memory: %w", name, err)
	}
	return nil
}
