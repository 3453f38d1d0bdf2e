package cmd

import (
	"fmt"
	"strings"
	"time"

	"opsdesk/model"
	"opsdesk/store"
)

// match finds the tickets that the query of a deed matches.
func (d *doing) match() error {
	query, err := parseQuery([]string{d.flags.query})
	if err != nil {
		return err
	}
	list, err := d.store.Query(d.ctx, query, d.queryEnv(), store.Page{Limit: 1<<31 - 1})
	if err != nil {
		return err
	}
	if d.tickets = list.Tickets; len(d.tickets) == 0 {
		d.tell("no ticket matches, of %s\n", number(list.Of))
	}
	return nil
}

// send does or tries what is to be done: whole in one transaction when it is for one ticket, else piece by piece. When
// it is stopped, the result has what was done until then.
func (d *doing) send(write store.Write) (store.Result, error) {
	if !write.Each {
		result, err := d.store.Do(d.ctx, write)
		if err != nil {
			return store.Result{}, err // it says why for the one ticket; nothing was done
		}
		return result, nil
	}
	p := d.progress(d.deed.name, 0, time.Now)
	result, err := d.store.Bulk(d.ctx, write, p.of("act"))
	p.end()
	if n := len(result.Done); err != nil && n > 0 && !write.Try {
		err = fmt.Errorf("%w after %s of %s: what is done stays, and undo takes it back", err, number(n), counted(len(write.Commands), "act"))
	}
	return result, err
}

// tellPreview says what would happen to how many tickets.
func (d *doing) tellPreview(done []store.Done) error {
	var o store.Outcome
	o.Add(done...)
	text := strings.Join(o.Sum(), ", ") + " (tried, not kept)\n"
	for _, c := range o.Changes() {
		on := c.Key
		if c.Tickets > 1 {
			on = counted(c.Tickets, "ticket")
		}
		if c.Beside {
			on += " besides"
		}
		text += "  " + c.Said(d.store.Names(), d.zone, d.me) + ": " + on + "\n"
	}
	if o.More > 0 {
		text += "  and " + counted(o.More, "other change") + "\n"
	}
	return d.print("%s\n", model.CleanBlock(text))
}

// changes lists for a program which facts of which tickets a command would change.
func (d *doing) changes(done store.Done) []object {
	all := []object{}
	for _, e := range done.Lines {
		for _, ev := range e.Events {
			for _, delta := range ev.Deltas {
				if f := model.FieldNo(delta.Field); f != nil {
					names := d.store.Names()
					all = append(all, object{{"number", e.ID}, {"field", f.Name}, {"from", f.Text(delta.From, names)}, {"to", f.Text(delta.To, names)}})
				}
			}
		}
	}
	return all
}
