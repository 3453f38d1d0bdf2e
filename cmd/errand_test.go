package cmd

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

func TestWhoeverHasTheDeskOpenRunsWhatRulesAskFor(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the command is written for a Unix shell")
	}
	d := newDesktop(t)
	d.must("new", "--title", "VPN refuses all logins", "--set", "impact=1", "--set", "urgency=1")
	d.must("rule", "set", "Ring the pager", "--when", "breach", "--target", "response",
		"--do", `run echo "$OPSDESK_TICKET, $OPSDESK_RULE, $OPSDESK_DB"; printf '\033]0;owned\007\n'; exit 3`)
	d.now = d.now.Add(20 * time.Minute)
	d.out.Reset()
	c := newCaller(nil, &d.out, &d.err, []string{"OPSDESK_DB=" + d.db, "PATH=" + os.Getenv("PATH")})
	c.as, c.clock = "Maya Lindqvist", func() time.Time { return d.now }
	err := c.lasting(t.Context(), func(s *session) error {
		for seen := model.Revision(0); ; {
			news, err := s.store.Wait(t.Context(), seen)
			if err != nil {
				return err
			}
			seen = news.Upto
			if entries, err := s.store.Log(t.Context(), 0, 100, isNote); err != nil || len(entries) > 0 {
				return err
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(d.db + ".rules.log")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2026-11-24T14:52:00Z  INC-1  rule Ring the pager: echo", "(exit status 3)", "\n    INC-1, Ring the pager, " + d.db + "\n"} {
		if !strings.Contains(string(log), want) {
			t.Errorf("the log misses %q: %q", want, log)
		}
	}
	if strings.ContainsAny(string(log), "\x1b\x07") {
		t.Errorf("the log speaks to terminals: %q", log)
	}
	if d.out.Len()+d.err.Len() > 0 {
		t.Errorf("the terminal was written to: %s%s", &d.out, &d.err)
	}
	if got := d.must("show", "1"); !strings.Contains(got, "rule Ring the pager: runs echo") || strings.Contains(got, "not run") {
		t.Errorf("the timeline does not tell of it:\n%s", got)
	}
	if got := d.must("check"); !strings.Contains(got, "0 findings") {
		t.Error(got)
	}
}

func isNote(e *model.Entry) bool { return e.Act == model.VerbNote }

func TestACommandOfARuleEndsWithTheConsole(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the command is written for a Unix shell")
	}
	d := newDesktop(t)
	c := newCaller(nil, nil, nil, []string{"OPSDESK_DB=" + d.db, "PATH=" + os.Getenv("PATH")})
	e := c.newErrands(t.Context())
	e.stop()
	e.run(store.Errand{Command: "sleep 600", Rule: "Slow", Ticket: 1, Key: "INC-1"})
	log, err := os.ReadFile(e.logPath())
	if err != nil || !strings.Contains(string(log), "rule Slow: sleep 600  (the console ended, and it was ended with it)") {
		t.Errorf("the log says %q, %v", log, err)
	}
}

func TestALogOfRulesIsBounded(t *testing.T) {
	d := newDesktop(t)
	c := newCaller(nil, nil, nil, []string{"OPSDESK_DB=" + d.db})
	e := c.newErrands(t.Context())
	defer e.stop()
	if err := os.WriteFile(e.logPath(), make([]byte, errandLog+1), 0o600); err != nil {
		t.Fatal(err)
	}
	out := &firstBytes{most: 4}
	if n, err := out.Write([]byte("muchmore")); n != 8 || err != nil {
		t.Fatalf("it took %d bytes, %v", n, err)
	}
	if err := e.tell(d.now, store.Errand{Command: "x", Rule: "R", Key: "INC-1"}, out, nil); err != nil {
		t.Fatal(err)
	}
	log, err := os.ReadFile(e.logPath())
	if err != nil || !strings.Contains(string(log), "rule R: x  (ok)\n    much\n    … and more than") {
		t.Errorf("the new log says %q, %v", log, err)
	}
	if _, err := os.Stat(e.logPath() + ".old"); err != nil {
		t.Error(err)
	}
}
