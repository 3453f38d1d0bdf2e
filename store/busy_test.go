package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"opsdesk/model"
)

func TestAProcessThatIsGoneIsNotNamedAsTheOwner(t *testing.T) {
	s := openTest(t)
	gone := exec.Command(os.Args[0], "-test.run=^$")
	if err := gone.Run(); err != nil {
		t.Fatal(err)
	}
	left, err := json.Marshal(Owner{PID: gone.Process.Pid, User: "maya"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(ownerFile(s.Path()), left, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), s.Path(), Options{})
	var busy *BusyError
	if !errors.As(err, &busy) || busy.Owner != (Owner{}) {
		t.Errorf("got %v", err)
	}
}

// TestReplacingADeskWaitsForWhoHasIt lets go of a desk while a restore or a compaction waits for it.
func TestReplacingADeskWaitsForWhoHasIt(t *testing.T) {
	for name, replace := range map[string]func(path, backup string) error{
		"compact": func(path, _ string) error {
			_, _, _, err := Compact(context.Background(), path, nil)
			return err
		},
		"restore": func(path, backup string) error {
			_, err := Restore(context.Background(), backup, path, nil)
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path, backup := filepath.Join(dir, "desk.db"), filepath.Join(dir, "backup.db")
			s, err := Open(t.Context(), path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			do(t, s, maya, 0, incident("VPN"))
			if err := s.Backup(backup); err != nil {
				t.Fatal(err)
			}
			began, ended := make(chan bool), make(chan error)
			go func() {
				close(began)
				ended <- replace(path, backup)
			}()
			<-began
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			if err := <-ended; err != nil {
				t.Error(err)
			}
		})
	}
}

func TestACheckBesideWritersFindsNothing(t *testing.T) {
	s := openTest(t)
	id := do(t, s, maya, 0, incident("VPN"))
	ctx, stop := context.WithCancel(t.Context())
	var writers sync.WaitGroup
	for w := range 2 {
		writers.Go(func() {
			for n := 0; ctx.Err() == nil; n++ {
				if _, err := try(t, s, maya, id, model.Note{Text: fmt.Sprintf("note %d of %d", n, w)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for range 20 {
		wantClean(t, s)
	}
	stop()
	writers.Wait()
}
