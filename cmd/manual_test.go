package cmd

import (
	"os"
	"strings"
	"testing"
)

func TestTheManualNamesEveryCommandAndEveryVerb(t *testing.T) {
	manual, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(manual), "\n## Commands\n")
	names := deedNames()
	for _, command := range new(caller).root().Commands() {
		names = append(names, command.Name())
	}
	for _, name := range names {
		if !strings.Contains(table, "`"+name+"`") && !strings.Contains(table, "`"+name+" ") {
			t.Errorf("docs/operations.md does not name %s under Commands", name)
		}
	}
}
