package exchange

import (
	"bytes"
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"
)

// fuzz feeds a reader with what is no such file, or nearly one: it never panics, never hands out a record that a desk
// can't rely on, and never hands out more records than the file has bytes.
func fuzz(f *testing.F, format string, o Options, names ...string) {
	f.Helper()
	for _, name := range names {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
		f.Add(strings.ReplaceAll(string(b), "\n", "\r\n"))
		f.Add(string(b[:len(b)/2]))
	}
	o.Format, o.Zone = format, time.UTC
	f.Fuzz(func(t *testing.T, text string) {
		records := 0
		err := Read(context.Background(), strings.NewReader(text), o, func(r Record) error {
			if records++; records > len(text)+3 {
				t.Fatalf("there are more records than bytes")
			}
			if r.Problem != nil && (r.Problem.Line < 1 || r.Problem.Column < 1 || r.Problem.Error == "") {
				t.Errorf("the problem stands nowhere: %+v", r.Problem)
			}
			if r.Import != nil && format != "jsonl" {
				return errors.Join(sane(r.Import), ordered(r.Import))
			}
			if r.Import != nil {
				return sane(r.Import)
			}
			return nil
		})
		if err != nil && !errors.Is(err, ErrFormat) {
			t.Error(err)
		}
	})
}

func FuzzServiceNowCSV(f *testing.F) {
	fuzz(f, "servicenow-csv", Options{}, "servicenow_list.csv", "servicenow_labels.csv")
}

func FuzzServiceNowJSON(f *testing.F) {
	fuzz(f, "servicenow-json", Options{}, "servicenow_records.json", "servicenow_table.json", "servicenow_display.jsonl")
}

func FuzzServiceNowLog(f *testing.F) { fuzz(f, "servicenow-log", Options{}, "servicenow_log.csv") }

func FuzzJira(f *testing.F) { fuzz(f, "jira-csv", Options{}, "jira_cloud.csv", "jira_spanish.csv") }

func FuzzCSV(f *testing.F) {
	m := &Mapping{Kind: "incident", Source: "glpi", Columns: map[string]string{"ID": "number", "Título": "title", "Estado": "state", "Última actualización": "updated"}}
	fuzz(f, "csv", Options{Map: m}, "glpi.csv")
}

func FuzzOwnCSV(f *testing.F) {
	f.Add("number,key,kind,title,state,parent,link,watchers,created\n1,INC-1,incident,x,new,2,relates:2,\"a, b\",2024-01-01T00:00:00Z\n")
	fuzz(f, "csv", Options{})
}

func FuzzJSONL(f *testing.F) { fuzz(f, "jsonl", Options{}, "desk.jsonl") }

// FuzzAny lets the file say itself what it is, in any charset.
func FuzzAny(f *testing.F) {
	f.Add([]byte("\xff\xfen\x00u\x00m\x00b\x00e\x00r\x00,\x00"), "")
	f.Add([]byte("sep=;\nnumber;short_description\nINC1;x\n"), "windows-1252")
	f.Fuzz(func(t *testing.T, text []byte, charset string) {
		var broken error
		_ = Read(context.Background(), bytes.NewReader(text), Options{Charset: charset, Zone: time.UTC}, func(r Record) error {
			if r.Import != nil {
				broken = errors.Join(broken, sane(r.Import))
			}
			return nil
		})
		if broken != nil {
			t.Error(broken)
		}
	})
}

func FuzzMapping(f *testing.F) {
	f.Add(`{"kind":"incident","columns":{"A":"title"},"states":{"x":"new"},"zone":"UTC","separator":";"}`)
	f.Fuzz(func(t *testing.T, text string) {
		if m, err := ParseMapping(strings.NewReader(text)); err == nil && m == nil {
			t.Error("there is neither a mapping nor an error")
		}
	})
}
