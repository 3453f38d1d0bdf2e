package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"path/filepath"
	"strings"
	"time"

	"github.com/adrg/xdg"

	"opsdesk/model"
	"opsdesk/store"
)

// patience is how long a command waits for another one to let go of the desk.
const patience = 700 * time.Millisecond

// A session is a caller at an open desk.
type session struct {
	*caller
	store *store.Store
	me    model.Actor
}

// path gives the desk's file: what --db names, else OPSDESK_DB, else what the config file says, else the one in the data
// folder.
func (c *caller) path() string {
	return cmp.Or(c.db, c.env("OPSDESK_DB"), c.conf.DB, filepath.Join(cmp.Or(c.env("XDG_DATA_HOME"), xdg.DataHome), "opsdesk", "desk.db"))
}

// reading opens the desk for f to look at. Several may read at once; nobody can write meanwhile, so f gathers what it
// finds and lets go.
func (c *caller) reading(ctx context.Context, f func(*session) error) error {
	if err := c.mustExist(); err != nil {
		return err
	}
	return c.at(ctx, c.path(), store.Options{ReadOnly: true, Keep: !c.readOnly}, f)
}

// writing opens the desk for f to change.
func (c *caller) writing(ctx context.Context, f func(*session) error) error {
	if err := c.mustExist(); err != nil {
		return err
	}
	return c.making(ctx, f)
}

// making opens the desk for f to change, and makes it when there is none.
func (c *caller) making(ctx context.Context, f func(*session) error) error {
	return c.at(ctx, c.path(), store.Options{ReadOnly: c.readOnly}, f)
}

// lasting opens the desk for a console, which stays and asks much. It is the owner of a desk that it may write: what
// rules want to have run is run here.
func (c *caller) lasting(ctx context.Context, f func(*session) error) error {
	o := store.Options{ReadOnly: c.readOnly, Lasting: true}
	if c.readOnly {
		return c.at(ctx, c.path(), o, f)
	}
	e := c.newErrands(ctx)
	defer e.stop()
	o.Run = e.run
	return c.at(ctx, c.path(), o, func(s *session) error {
		defer e.end()
		return f(s)
	})
}

func (c *caller) at(ctx context.Context, path string, o store.Options, f func(*session) error) (err error) {
	me, err := c.actor(path)
	if err != nil {
		return err
	}
	o.Patience, o.Public = patience, publicHolidays
	if o.Clock == nil {
		o.Clock = c.clock
	}
	if len(o.Terms.Policies) == 0 {
		o.Terms = model.DefaultTerms(zoneName())
	}
	s, err := store.Open(ctx, path, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return f(&session{c, s, me})
}

// mustExist keeps commands that make no desk from making one where a name was mistyped.
func (c *caller) mustExist() error {
	path := c.path()
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: there is no desk at %s yet: begin one with opsdesk new, opsdesk import or opsdesk, or look around with opsdesk demo", errNoDesk, path)
	}
	return nil
}

// actor says who acts on a desk: the person that --as names, if the caller owns the file, else the caller.
func (c *caller) actor(path string) (model.Actor, error) {
	name := model.Clean(c.loginName()).String()
	owns, err := owned(path)
	if err != nil {
		return model.Actor{}, fmt.Errorf("look who owns desk %s: %w", path, err)
	}
	if c.as != "" && !owns {
		return model.Actor{}, fmt.Errorf("%w: --as is for whoever owns %s: leave it out to act as %s", model.ErrDenied, path, name)
	}
	if c.as != "" {
		if name, _ = model.Bound(strings.Join(strings.Fields(c.as), " "), model.MaxName); name == "" {
			return model.Actor{}, usage("--as needs the name of a person")
		}
	}
	if owns {
		return model.Actor{Name: name, Role: model.Admin}, nil
	}
	return model.Actor{Name: name, Role: model.Agent}, nil
}

// loginName gives the caller's full name, or the one they log in with.
func (c *caller) loginName() string {
	u, err := user.Current()
	if err != nil {
		return cmp.Or(c.env("USER"), "owner")
	}
	return cmp.Or(strings.TrimSpace(u.Name), u.Username)
}

// mine gives the number of the person who acts, zero before their first act.
func (s *session) mine() model.Ref { return s.store.Called(model.People, s.me.Name) }

// introduce gives the number of the person who acts, and makes them known to the desk when they are new.
func (s *session) introduce(ctx context.Context) (model.Ref, error) {
	if r := s.mine(); r != 0 {
		return r, nil
	}
	if err := s.store.Keep(ctx, s.me, "introduced", nil); err != nil { // whoever writes, even nothing, becomes a person
		return 0, err
	}
	return s.mine(), nil
}

// queryEnv gives what a query is bound to.
func (s *session) queryEnv() model.Env {
	return model.Env{Names: s.store.Names(), Me: s.mine(), Who: s.me.Name, Now: s.now()}
}

// parse reads the value of a field as a person writes it. It knows me, and says who may have been meant.
func (s *session) parse(ctx context.Context, f *model.Field, text string) (model.Value, error) {
	if f.Type == model.Reference && f.Table == model.People && text == "me" {
		r, err := s.introduce(ctx)
		return model.Value{N: int64(r)}, err
	}
	if text == "none" && f.Type == model.Reference {
		return model.Value{}, nil
	}
	v, err := f.Parse(text, s.store.Names(), s.now())
	if err == nil {
		return v, nil
	}
	if !errors.Is(err, model.ErrNotFound) {
		return v, usage("%v", err)
	}
	nouns, listErr := s.store.Nouns(f.Table)
	var all []string
	for _, n := range nouns {
		all = append(all, n.Name)
	}
	hint := didYouMean(text, all, "")
	return v, errors.Join(fmt.Errorf("%s: there is no %s %s here%s%w", f.Label, model.Tables[f.Table].Token, quoted(text), hint, silent{model.ErrNotFound}), listErr)
}

// silent is an error that adds nothing to the text of what wraps it.
type silent struct{ error }

func (silent) Error() string   { return "" }
func (e silent) Unwrap() error { return e.error }

// find gives the one ticket that a number means.
func (s *session) find(written string) (*model.Ticket, error) {
	ids, err := s.store.Find(written)
	if err != nil {
		return nil, err
	}
	if len(ids) == 1 {
		return s.store.Get(ids[0])
	}
	var keys []string
	for _, id := range ids {
		t, err := s.store.Get(id)
		if err != nil {
			return nil, err
		}
		keys = append(keys, t.Key())
	}
	return nil, fmt.Errorf("%w: %s may mean %s: name one of them", errSeveral, quoted(written), oneOf(keys))
}
