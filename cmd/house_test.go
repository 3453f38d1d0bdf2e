package cmd

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// floors says which packages of the house each package may import, and whether others than the standard library's.
var floors = map[string]struct {
	may    []string
	others bool
}{
	"opsdesk":                {[]string{"opsdesk/cmd"}, false},
	"opsdesk/cmd":            {[]string{"opsdesk/ui", "opsdesk/store", "opsdesk/model", "opsdesk/model/exchange"}, true},
	"opsdesk/ui":             {[]string{"opsdesk/ui/kit", "opsdesk/store", "opsdesk/model"}, true},
	"opsdesk/ui/kit":         {[]string{"opsdesk/model"}, true},
	"opsdesk/store":          {[]string{"opsdesk/model"}, true},
	"opsdesk/model/exchange": {[]string{"opsdesk/model"}, false},
	"opsdesk/model":          {nil, false},
}

func TestArrowsGoDown(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-f", "{{if not .Standard}}{{.ImportPath}} {{join .Imports \" \"}}{{end}}", "opsdesk").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		if len(words) == 0 || words[0] != "opsdesk" && !strings.HasPrefix(words[0], "opsdesk/") {
			continue
		}
		floor, ok := floors[words[0]]
		if !ok {
			t.Errorf("%s has no place in the house", words[0])
		}
		for _, imported := range words[1:] {
			ours := imported == "opsdesk" || strings.HasPrefix(imported, "opsdesk/")
			first, _, _ := strings.Cut(imported, "/")
			if ours && !slices.Contains(floor.may, imported) || !ours && strings.Contains(first, ".") && !floor.others {
				t.Errorf("%s may not import %s", words[0], imported)
			}
		}
	}
}
