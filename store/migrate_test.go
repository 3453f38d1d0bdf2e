package store

import (
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// copyOf gives a copy of a file that a test may change.
func copyOf(t *testing.T, path string) string {
	t.Helper()
	from, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = from.Close() }()
	to, err := os.Create(filepath.Join(t.TempDir(), "desk.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(to, from); err != nil {
		t.Fatal(err)
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	return to.Name()
}

func TestAFileOfEveryReleasedFormatOpensAndIsWhole(t *testing.T) {
	files, err := filepath.Glob("testdata/v*.db")
	if err != nil || len(files) == 0 {
		t.Fatalf("there are no files of released formats: %v", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			s, err := Open(context.Background(), copyOf(t, file), Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			wantClean(t, s)
			x := get(t, s, 1)
			if x.Title != "VPN refuses all logins" || x.State != model.StateResolved || x.Code != "fixed" || s.Names().Name(model.People, x.Assignee) != omar.Name {
				t.Errorf("the first ticket is %+v", x)
			}
			if order, err := s.Backlog(); err != nil || len(order) != 2 || order[0] != 3 {
				t.Errorf("the backlog is %v, %v", order, err)
			}
			if ids, err := s.Find("INC0000045"); err != nil || len(ids) != 1 {
				t.Errorf("the imported ticket: %v, %v", ids, err)
			}
			_, moments, err := s.Timeline(1)
			if err != nil || len(moments) != 7 || !moments[3].Undone {
				t.Errorf("the timeline is %+v, %v", moments, err)
			}
			if kept, err := s.Kept(maya, "draft/comment/INC-1"); err != nil || string(kept) != "half a sentence" {
				t.Errorf("the draft is %q, %v", kept, err)
			}
		})
	}
}

// TestWriteAFileOfThisFormat makes the file that the test above reads, when a new format is about to be released.
func TestWriteAFileOfThisFormat(t *testing.T) {
	path := os.Getenv("OPSDESK_WRITE_FORMAT")
	if path == "" {
		t.Skip("OPSDESK_WRITE_FORMAT is not set: it names the file to write")
	}
	s := openTest(t)
	id := do(t, s, maya, 0, incident("VPN refuses all logins"))
	do(t, s, omar, id, model.Take{})
	do(t, s, omar, id, model.Comment{Text: "We are on it."})
	do(t, s, maya, id, model.Tag{Add: []string{"vpn"}})
	if _, err := s.Undo(context.Background(), maya, 0); err != nil {
		t.Fatal(err)
	}
	do(t, s, omar, id, model.Move{To: model.StateInProgress})
	do(t, s, omar, id, model.Move{To: model.StateResolved, Set: []model.Setting{{Field: model.FieldCode, To: model.Value{S: "fixed"}}, {Field: model.FieldNote, To: model.Value{S: "More licences"}}}})
	for _, title := range []string{"Offline mode", "Dark theme"} {
		do(t, s, maya, 0, model.Create{Kind: model.Item, Set: incident(title).Set})
	}
	do(t, s, maya, 3, model.RankAt{Top: true})
	do(t, s, maya, 0, &model.Import{Kind: model.Incident, Source: model.Origin{System: "servicenow", Number: "INC0000045"},
		Past: []model.Past{{At: 1_456_707_660, By: "Updated by 21", Verb: model.VerbCreate, Facts: []model.Fact{{Field: model.FieldTitle, To: model.Value{S: "From elsewhere"}}}}}})
	if err := s.Keep(context.Background(), maya, "draft/comment/INC-1", []byte("half a sentence")); err != nil {
		t.Fatal(err)
	}
	small, err := bolt.Open(path, 0o600, &bolt.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(bolt.Compact(small, s.db, 0), small.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestMigrationsRunInOrderOnceAndTogether(t *testing.T) {
	s := openTest(t)
	var ran []string
	step := func(to uint32, what string, err error) migration {
		return migration{to, what, func(tx *bolt.Tx) error {
			ran = append(ran, what)
			return errors.Join(tx.Bucket(bMeta).Put([]byte(what), []byte{1}), err)
		}}
	}
	steps := []migration{step(2, "two", nil), step(3, "three", nil)}
	if err := migrate(s.db, s.path, 1, steps); err != nil || strings.Join(ran, " ") != "two three" {
		t.Fatalf("ran %v: %v", ran, err)
	}
	if err := migrate(s.db, s.path, formatOf(t, s.db), steps); err != nil || len(ran) != 2 {
		t.Errorf("they ran again: %v, %v", ran, err)
	}
	if err := migrate(s.db, s.path, 3, steps[:1]); err == nil || !strings.Contains(err.Error(), "newer opsdesk") {
		t.Errorf("a newer file: %v", err)
	}
	broken := append(steps, step(4, "four", nil), step(5, "five", errors.New("no room")))
	if err := migrate(s.db, s.path, 3, broken); err == nil || !strings.Contains(err.Error(), "no room") {
		t.Errorf("a failing step: %v", err)
	}
	if formatOf(t, s.db) != 3 {
		t.Errorf("a failed migration left format %d", formatOf(t, s.db))
	}
	err := s.view(func(tx *bolt.Tx) error {
		if tx.Bucket(bMeta).Get([]byte("four")) != nil {
			t.Error("a failed migration left something of an earlier step")
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

func formatOf(t *testing.T, db *bolt.DB) (format uint32) {
	t.Helper()
	err := db.View(func(tx *bolt.Tx) error {
		format = binary.BigEndian.Uint32(tx.Bucket(bMeta).Get(kFormat))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return format
}

func TestADamagedFileIsRefusedWithWhatToDoAndLeftAsItIs(t *testing.T) {
	s := openTest(t)
	for range 200 {
		do(t, s, maya, 0, incident(strings.Repeat("long title ", 40)))
	}
	sound := filepath.Join(t.TempDir(), "sound.db")
	if err := s.Backup(sound); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(sound)
	if err != nil {
		t.Fatal(err)
	}
	for name, damage := range map[string]func(b []byte) []byte{
		"empty":        func([]byte) []byte { return nil },
		"too short":    func(b []byte) []byte { return b[:100] },
		"cut in half":  func(b []byte) []byte { return b[:len(b)/2/4096*4096] },
		"random":       func(b []byte) []byte { return []byte(strings.Repeat("no desk at all ", len(b)/15)) },
		"no meta page": func(b []byte) []byte { clear(b[:8192]); return b },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "desk.db")
			want := damage(append([]byte(nil), whole...))
			if err := os.WriteFile(path, want, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Open(context.Background(), path, Options{})
			if !errors.Is(err, ErrIntegrity) || !strings.Contains(err.Error(), "restore") {
				t.Errorf("got %v", err)
			}
			if got, _ := os.ReadFile(path); string(got) != string(want) {
				t.Error("the file was changed")
			}
		})
	}
}

func TestDamagedPagesNeverCrashTheProcess(t *testing.T) {
	s := openTest(t)
	for range 300 {
		do(t, s, maya, 0, incident(strings.Repeat("title ", 60)))
	}
	sound := filepath.Join(t.TempDir(), "sound.db")
	if err := s.Backup(sound); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(sound)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for page := 2; page < min(len(whole)/4096, 60); page++ {
		b := append([]byte(nil), whole...)
		clear(b[page*4096 : (page+1)*4096])
		path := filepath.Join(t.TempDir(), "desk.db")
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		d, err := Open(context.Background(), path, Options{ReadOnly: true})
		if err != nil {
			found++
			continue
		}
		r, err := d.Check(context.Background())
		if err != nil || len(r.Findings) > 0 {
			found++
		}
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
	if found == 0 {
		t.Error("no damage was found at all")
	}
}
