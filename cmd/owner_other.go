//go:build !unix

package cmd

// owned tells whether the file is the caller's own. Where files have no uid, whoever may open it counts as its owner.
func owned(string) (bool, error) { return true, nil }
