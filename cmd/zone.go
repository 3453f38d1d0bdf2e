package cmd

import (
	"os"
	"path/filepath"
	"strings"
	"time"
)

// zoneName gives the IANA name of the zone that the machine keeps, for the business hours of a new desk; UTC when it
// does not say.
func zoneName() string {
	name := time.Local.String()
	if name == "Local" {
		name = os.Getenv("TZ")
		if link, err := filepath.EvalSymlinks("/etc/localtime"); name == "" && err == nil {
			_, name, _ = strings.Cut(link, "zoneinfo/")
		}
	}
	if _, err := time.LoadLocation(name); err != nil || name == "" || name == "Local" {
		return "UTC"
	}
	return name
}
