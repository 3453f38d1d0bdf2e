package cmd

import (
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/muesli/mango"
	mcobra "github.com/muesli/mango-cobra"
	"github.com/muesli/roff"
	"github.com/spf13/cobra"
)

func (c *caller) completion() *cobra.Command {
	shells := []string{"bash", "zsh", "fish", "powershell"}
	return &cobra.Command{
		Use:   "completion SHELL",
		Short: "write the completion script of a shell",
		Long:  "Write the script with which a shell completes commands, flags and fields: bash, zsh, fish or powershell.",
		Example: `opsdesk completion bash > /etc/bash_completion.d/opsdesk
opsdesk completion fish > ~/.config/fish/completions/opsdesk.fish`,
		Args:      takes(1, 1, "the name of a shell: "+oneOf(shells)),
		ValidArgs: shells,
		RunE: func(command *cobra.Command, args []string) error {
			root := command.Root()
			switch args[0] {
			case "bash":
				return root.GenBashCompletionV2(c.stdout, true)
			case "zsh":
				return root.GenZshCompletion(c.stdout)
			case "fish":
				return root.GenFishCompletion(c.stdout, true)
			case "powershell":
				return root.GenPowerShellCompletionWithDesc(c.stdout)
			}
			return usage("there is no completion for %s: use %s", quoted(args[0]), oneOf(shells))
		},
	}
}

func (c *caller) man() *cobra.Command {
	return &cobra.Command{
		Use:     "man",
		Short:   "write the manual page",
		Long:    "Write the manual page of all commands, for man.",
		Example: "opsdesk man > opsdesk.1",
		Args:    takes(0, 0, "nothing more"),
		RunE: func(command *cobra.Command, _ []string) error {
			page, err := mcobra.NewManPage(1, command.Root())
			if err != nil {
				return fmt.Errorf("write the manual: %w", err)
			}
			page = page.WithSection("Exit status", exitStatus()).WithSection("Environment",
				"OPSDESK_DB names the desk's file. XDG_DATA_HOME is the folder in whose opsdesk/desk.db it lies otherwise. "+
					"TZ is the zone in which times are shown and read. NO_COLOR and TERM=dumb are honoured.")
			return c.print("%s\n", page.Build(&dated{roff.NewDocument()}))
		},
	}
}

func exitStatus() string {
	lines := []string{"0 ok"}
	for code := range 131 {
		for _, row := range exits {
			if row.code == code {
				lines = append(lines, fmt.Sprintf("%d %s", code, row.means))
			}
		}
	}
	return strings.Join(lines, "; ") + "."
}

// A dated page has the date of the build instead of today's, so that one version always makes one page.
type dated struct{ *roff.Document }

var _ mango.Builder = (*dated)(nil)

// Heading writes the head of the page.
func (d *dated) Heading(section uint, title, description string, _ time.Time) {
	d.Document.Heading(section, title, description, built())
}

func (c *caller) version() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "say which version this is",
		Long:    "Say which version this is.",
		Example: "opsdesk version",
		Args:    takes(0, 0, "nothing more"),
		RunE: func(*cobra.Command, []string) error {
			if c.json {
				return c.print("%s", object{{"version", version()}}.line())
			}
			return c.print("opsdesk %s\n", version())
		},
	}
}

// version gives the version of this build.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "built from source"
	}
	return info.Main.Version
}

// built gives the time of the change that this was built from.
func built() time.Time {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if at, err := time.Parse(time.RFC3339, setting.Value); setting.Key == "vcs.time" && err == nil {
				return at
			}
		}
	}
	return time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
}
