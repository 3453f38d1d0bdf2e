//go:build ignore

// This program fills a git-bug repository with the tickets of an export of opsdesk. It is built inside the source tree
// of git-bug; peers.sh does so.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"github.com/git-bug/git-bug/entities/bug"
	"github.com/git-bug/git-bug/entities/identity"
	"github.com/git-bug/git-bug/repository"
)

type ticket struct {
	Record, Title, Description, State, Priority, Team string
	Created                                           time.Time
	History                                           []struct {
		Verb, Text string
		At         time.Time
	}
}

func main() {
	if err := fill(os.Args[1], os.Args[2]); err != nil {
		log.Fatal(err)
	}
}

func fill(folder, export string) error {
	repo, err := repository.OpenGoGitRepo(folder, "git-bug", nil)
	if err != nil {
		return err
	}
	defer func() { _ = repo.Close() }()
	author, err := identity.NewIdentity(repo, "Bench", "bench@example.com")
	if err != nil {
		return err
	}
	if err := author.Commit(repo); err != nil {
		return err
	}
	if err := identity.SetUserIdentity(repo, author); err != nil {
		return err
	}
	file, err := os.Open(export)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var t ticket
		if err := json.Unmarshal(lines.Bytes(), &t); err != nil {
			return err
		}
		if t.Record != "ticket" {
			continue
		}
		if err := add(repo, author, &t); err != nil {
			return fmt.Errorf("%s: %w", t.Title, err)
		}
	}
	return lines.Err()
}

// add makes a bug with labels for what it can't hold otherwise, and about as many operations as the ticket has events.
func add(repo repository.ClockedRepo, author *identity.Identity, t *ticket) error {
	b, _, err := bug.Create(author, t.Created.Unix(), t.Title, t.Description, nil, nil)
	if err != nil {
		return err
	}
	labels := []string{t.State, "P" + t.Priority, strings.ReplaceAll(t.Team, " ", "")}
	if _, _, err := bug.ChangeLabels(b, author, t.Created.Unix(), labels, nil, nil); err != nil {
		return err
	}
	for _, e := range t.History {
		if e.Text == "" {
			continue
		}
		if _, _, err := bug.AddComment(b, author, e.At.Unix(), e.Text, nil, nil); err != nil {
			return err
		}
	}
	if t.State == "closed" || t.State == "resolved" {
		if _, err := bug.Close(b, author, t.Created.Unix()+1, nil); err != nil {
			return err
		}
	}
	return b.Commit(repo)
}
