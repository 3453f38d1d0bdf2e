package store

import (
	"context"
	"fmt"

	"opsdesk/model"
)

// AddNouns makes records of people, teams, services and products whose names the desk does not know yet, and gives how
// many that were. Whoever may import may do it; for others it returns a model.ErrDenied.
func (s *Store) AddNouns(ctx context.Context, who model.Actor, nouns ...model.Noun) (added int, err error) {
	_, err = s.submit(ctx, &request{Write: Write{Who: who}, plan: func(c *change, _ *request) error {
		added = 0 // a transaction may begin again
		if err := model.May(c.who, model.VerbImport, &model.Ticket{}); err != nil {
			return err
		}
		for _, n := range nouns {
			n.Name, _ = model.Bound(n.Name, model.MaxName)
			if model.FoldName(n.Name) == "" {
				return fmt.Errorf("%w: a %s needs a name", model.ErrRefused, model.Tables[n.Table].Token)
			}
			if c.tx.Bucket(bNames).Get(nameKey(n.Table, n.Name)) != nil {
				continue
			}
			if _, err := c.addNoun(n); err != nil {
				return err
			}
			added++
		}
		return nil
	}})
	return added, err
}
