package exchange

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// quickLines are tickets as we write them.
var quickLines = []string{
	`{"record":"ticket","number":12,"key":"INC-12","kind":"incident","title":"VPN refuses \"all\" logins","description":"Since today:\nCafé — 監視 \\ \u00e9","state":"in-progress","major":"yes","impact":"2","urgency":"1","priority":"2","requester":"Ada Moreno","assignee":"Omar Haddad","tag":["a","vpn"],"watchers":["Ada Moreno","Omar Haddad"],"link":[{"rel":"relates","to":4}],"parent":4,"reopened":2,"created":"2026-06-05T16:51:59Z","updated":"2026-06-06T18:51:59Z","due":"2028-02-29T23:59:59Z","history":[{"verb":"create","at":"2026-06-05T16:51:59Z","by":"Ada Moreno","recorded":"2026-11-24T16:07:44Z","changes":[{"field":"kind","to":"incident"},{"field":"title","to":"VPN refuses \"all\" logins"},{"field":"tag","from":[],"to":["a","vpn"]},{"field":"state","to":"new"},{"field":"reopened","from":1,"to":2}]},{"verb":"comment","at":"2026-06-05T17:11:59Z","by":"Omar Haddad","text":"Which one?\\","undone":true},{"verb":"rank","at":"2026-06-06T18:51:59Z","by":"Omar Haddad","near":{"after":3,"before":4},"was":{},"changes":[{"field":"state","from":"new","to":"in-progress"}]}]}`,
	`{"record":"ticket","number":9,"key":"ITM-9","kind":"item","title":"Offline mode","state":"idea","rank":"4611686018427387904","created":"2026-06-05T16:51:59Z","history":[]}`,
	`{"record":"ticket","number":1,"key":"REQ-1","kind":"request","title":"Mailbox","source":"jira","source-id":"HD-1","source-key":"100"}`,
}

// readLine gives what a reader makes of one line.
func readLine(t rapid.TB, line []byte) string {
	t.Helper()
	var got []string
	in := bytes.NewReader(slices.Concat([]byte(`{"record":"desk","format":1}`+"\n"), line))
	err := Read(context.Background(), in, Options{Format: "jsonl"}, func(r Record) error {
		got = append(got, shown(r))
		return nil
	})
	return fmt.Sprintln(got, err)
}

func shown(r Record) string {
	text := fmt.Sprintf("%d %q %+v", r.Line, r.Warnings, r.Problem)
	if r.Import != nil {
		text += fmt.Sprintf("%+v", *r.Import)
	}
	return text
}

// readSlowly is readLine for the long way.
func readSlowly(t rapid.TB, line []byte) string {
	t.Helper()
	var got []string
	r := &reader{ctx: context.Background(), told: map[string]bool{}, each: func(r Record) error {
		got = append(got, shown(r))
		return nil
	}}
	lines := newObjects(bufio.NewReader(bytes.NewReader(line)), &shape{lines: true})
	lines.here.line = 2
	var err error
	for err == nil {
		var o object
		if o, err = lines.next(); err != nil {
			break
		}
		if o.bad != nil {
			err = r.refuse(o.bad)
		} else {
			err = r.deskLine(o)
		}
	}
	if err.Error() == "EOF" {
		err = nil
	}
	return fmt.Sprintln(got, err)
}

func TestALineThatIsAsWeWriteItIsReadInOnePass(t *testing.T) {
	for _, line := range quickLines {
		q := &quick{}
		if _, _, ok := q.ticket([]byte(line), 2); !ok {
			t.Errorf("it is read the long way: %s", line)
		}
		if quick, slow := readLine(t, []byte(line)), readSlowly(t, []byte(line)); quick != slow {
			t.Errorf("it is\n%s, and the long way\n%s", quick, slow)
		}
	}
}

// TestBothWaysToReadALineGiveTheSame breaks lines at random places: in one pass or the long way, the ticket or the
// refusal is the same.
func TestBothWaysToReadALineGiveTheSame(t *testing.T) {
	pieces := []string{"", `"`, `\`, `\"`, `{`, `}`, `[`, `]`, `,`, `:`, ` `, "\x01", "\xff", "é", "0", "-1", "1e3", "null", "true", `"x":1,`, `"title":"x",`, `\ud800`, `\n`, "99999999999", "T", "Z"}
	rapid.Check(t, func(t *rapid.T) {
		line := rapid.SampledFrom(quickLines).Draw(t, "line")
		for range rapid.IntRange(1, 3).Draw(t, "breaks") {
			at := rapid.IntRange(0, len(line)).Draw(t, "at")
			end := min(len(line), at+rapid.SampledFrom([]int{0, 0, 1, 1, 2, 9}).Draw(t, "cut"))
			line = line[:at] + rapid.SampledFrom(pieces).Draw(t, "piece") + line[end:]
		}
		if quick, slow := readLine(t, []byte(line)), readSlowly(t, []byte(line)); quick != slow {
			t.Fatalf("%s\nis\n%s, and the long way\n%s", line, quick, slow)
		}
	})
}

func BenchmarkReadATicket(b *testing.B) {
	line := []byte(strings.Repeat(quickLines[0]+"\n", 1000))
	b.SetBytes(int64(len(line) / 1000))
	b.ReportAllocs()
	for n := 0; n < b.N; n += 1000 {
		if err := Read(b.Context(), bytes.NewReader(line), Options{}, func(Record) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
