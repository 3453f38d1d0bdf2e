// Opsdesk is a service desk in the terminal.
package main

import (
	"context"
	"os"

	"opsdesk/cmd"
)

func main() {
	os.Exit(cmd.Main(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Environ()))
}
