package exchange

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func TestAFileSaysItselfWhatItIs(t *testing.T) {
	for name, want := range map[string]string{
		"servicenow_list.csv": "servicenow-csv", "servicenow_labels.csv": "servicenow-csv", "servicenow_log.csv": "servicenow-log",
		"servicenow_records.json": "servicenow-json", "servicenow_table.json": "servicenow-json", "servicenow_display.jsonl": "servicenow-json",
		"jira_cloud.csv": "jira-csv", "jira_spanish.csv": "jira-csv", "desk.jsonl": "jsonl",
	} {
		r, err := Open(strings.NewReader(file(t, name)), Options{})
		if err != nil || r.Format.Name != want {
			t.Errorf("%s is a %v (%v), not a %s", name, r, err, want)
		}
	}
	for text, want := range map[string]string{
		"Issue key,Summary,Status\n":                       "jira-csv",
		"Zusammenfassung,Vorgangsschlüssel,Vorgangstyp\n":  "jira-csv",
		"Résumé;Clé de ticket;Type de ticket\n":            "jira-csv",
		"Resumo,Chave da item,Status,Criado\n":             "jira-csv",
		"Tipo de Incidencia,Clave de incidencia,Resumen\n": "jira-csv",
		"number,key,kind,title,state\n":                    "csv",
		"Title,State\n":                                    "csv",
		"Number,Short description,State\n":                 "servicenow-csv",
		"number,state,assigned_to,opened_at\n":             "servicenow-csv",
		"sep=;\r\nnumber;short_description\r\n":            "servicenow-csv",
		"\xef\xbb\xbf\xef\xbb\xbf\"number\",\"opened_at\",\"state\",\"priority\",\"caller_id\"\n": "servicenow-csv",
		"[{\"number\":\"INC1\",\"short_description\":\"x\"}]":                                     "servicenow-json",
		"{\"result\":[]}": "servicenow-json",
		"{\"record\":\"person\",\"name\":\"Ada\"}\n": "jsonl",
	} {
		r, err := Open(strings.NewReader(text), Options{})
		if err != nil || r.Format.Name != want {
			t.Errorf("%q is a %v (%v), not a %s", text, r, err, want)
		}
	}
}

func TestAFileThatIsNoneIsRefusedAsAWhole(t *testing.T) {
	for _, c := range []struct{ name, text, format, says string }{
		{"empty", "", "", "it is empty"},
		{"blanks", "\xef\xbb\xbf \n\n", "", "it is empty"},
		{"a workbook", "PK\x03\x04xyz", "", "an Excel workbook"},
		{"zeros", strings.Repeat("a\x00", 100), "", "no text"},
		{"other columns", "Colour,Taste\nred,sweet\n", "", `its first line has the columns "Colour", "Taste"; name the format (jsonl, servicenow-json`},
		{"prose", "Dear desk,\nit broke.\n", "", `its first line has the columns "Dear desk", ""`},
		{"a page", "<html><body>Please sign in</body></html>", "", `"<html><body>Please sign in</body></html>"`},
		{"other JSON", `{"colour":"red"}`, "", `it is JSON whose first record has "colour"`},
		{"an answer that is an error", `{"error":{"message":"x"},"status":"failure"}`, "servicenow-json", `this is no ServiceNow JSON: it is JSON whose first record has "error", "status"`},
		{"a table for JSON", "number,state\n", "servicenow-json", "this is no ServiceNow JSON"},
		{"JSON for a table", "[]", "jira-csv", "this is no Jira CSV"},
		{"one format for another", "number,short_description\n", "servicenow-log", `this is no ServiceNow incident event log (CSV): its first line has the columns "number"`},
		{"an open quote", "\"number,state", "", "its first line is no row of a table"},
		{"a newer version's", `{"record":"desk","format":2}`, "", "written by a newer version"},
	} {
		emitted := 0
		err := Read(context.Background(), strings.NewReader(c.text), Options{Format: c.format}, func(Record) error { emitted++; return nil })
		if !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), c.says) || emitted > 0 {
			t.Errorf("%s: %v after %d records", c.name, err, emitted)
		}
	}
	if _, err := Open(strings.NewReader("a,b"), Options{Format: "lotus"}); err == nil || errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "use one of jsonl,") {
		t.Errorf("a format that does not exist gives %v", err)
	}
	if _, err := Open(strings.NewReader("a,b"), Options{Charset: "ebcdic"}); err == nil || errors.Is(err, ErrFormat) {
		t.Errorf("a charset that does not exist gives %v", err)
	}
}

func TestReadingStopsWhenItIsToldTo(t *testing.T) {
	text := file(t, "servicenow_list.csv")
	full := errors.New("the desk is full")
	seen := 0
	err := Read(context.Background(), strings.NewReader(text), Options{}, func(r Record) error {
		if seen++; r.Import != nil {
			return full
		}
		return nil
	})
	if !errors.Is(err, full) || seen != 2 { // a warning and a ticket
		t.Errorf("%v after %d records", err, seen)
	}
	ctx, cancel := context.WithCancel(context.Background())
	seen = 0
	err = Read(ctx, strings.NewReader(text), Options{}, func(Record) error { seen++; cancel(); return nil })
	if !errors.Is(err, context.Canceled) || seen != 1 {
		t.Errorf("%v after %d records", err, seen)
	}
	broken := errors.New("the line is dead")
	for name := range map[string]bool{"servicenow_list.csv": true, "servicenow_table.json": true, "desk.jsonl": true, "jira_cloud.csv": true, "servicenow_log.csv": true} {
		r := iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(file(t, name))))
		if err := Read(context.Background(), r, Options{}, func(Record) error { return nil }); !errors.Is(err, iotest.ErrTimeout) {
			t.Errorf("%s: a reader that fails gives %v", name, err)
		}
	}
	r, err := Open(strings.NewReader(text), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Each(context.Background(), func(Record) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("the error comes back as %v", err)
	}
}

func TestAFileIsReadInItsCharset(t *testing.T) {
	title := func(text, charset string) (string, []string) {
		d := newTestDesk(t)
		got := d.load(text, Options{Charset: charset})
		return d.by("INC1").Title, slices.DeleteFunc(got.warnings, func(w string) bool { return strings.Contains(w, "zone") })
	}
	head := "number,short_description\nINC1,"
	wide := func(s string, high bool) string {
		var b []byte
		for _, r := range s {
			pair := []byte{byte(r), byte(r >> 8)}
			if high {
				slices.Reverse(pair)
			}
			b = append(b, pair...)
		}
		return string(b)
	}
	for _, c := range []struct{ name, text, charset, want string }{
		{"UTF-8", head + "Größe “12”\n", "", "Größe “12”"},
		{"Windows-1252", head + "Gr\xf6\xdfe \x9312\x94\n", "windows-1252", "Größe “12”"},
		{"Latin-1", head + "Gr\xf6\xdfe\n", "ISO-8859-1", "Größe"},
		{"UTF-16, little end first", "\xff\xfe" + wide(head+"Größe “12”\n", false), "", "Größe “12”"},
		{"UTF-16, big end first", "\xfe\xff" + wide(head+"Größe\n", true), "", "Größe"},
		{"UTF-16 without a mark", wide(head+"Größe\n", false), "utf-16", "Größe"},
		{"an emoji in UTF-16", "\xff\xfe" + wide(head, false) + "\x3d\xd8\x00\xde" + "\n\x00", "", "😀"},
		{"text that was broken before", head + "ΓÇö\n", "", "ΓÇö"},
		{"a zero byte", head + "a\x00b\n", "", "a\x00b"},
	} {
		if have, warnings := title(c.text, c.charset); have != c.want || len(warnings) > 0 {
			t.Errorf("%s: %q, %q", c.name, have, warnings)
		}
	}
	have, warnings := title(head+"Gr\xf6\xdfe\n", "")
	if have != "Gr\ufffd\ufffde" || len(warnings) != 1 || warnings[0] != "line 2: bytes of title that are no UTF-8 became U+FFFD" {
		t.Errorf("invalid bytes: %q, %q", have, warnings)
	}
	d := newTestDesk(t)
	got := d.load("[{\"number\":\"INC1\",\"short_description\":\"Gr\xf6\xdfe\"}]", Options{Format: "servicenow-json"})
	if d.by("INC1").Title != "Gr\ufffd\ufffde" || !slices.Contains(got.warnings, "line 1: bytes that are no UTF-8 became U+FFFD") {
		t.Errorf("invalid bytes in JSON: %q, %q", d.by("INC1").Title, got.warnings)
	}
}
