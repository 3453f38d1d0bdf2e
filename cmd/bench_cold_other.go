//go:build !linux

package cmd

import (
	"errors"
	"fmt"
)

// forget can't be done here.
func forget(string) error {
	return fmt.Errorf("%w: this system has no way to drop a file from memory", errors.ErrUnsupported)
}
