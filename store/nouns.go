package store

import (
	"context"

	"opsdesk/model"
)

// AddNouns makes records of people, teams, services and products whose names the desk does not know yet, and gives how
// many that were. Their texts are bounded as Accept of model.Noun says. Whoever may import may do it; for others it returns
// a model.ErrDenied. When one is refused, with a model.ErrRefused, none is added.
func (s *Store) AddNouns(ctx context.Context, who model.Actor, nouns ...model.Noun) (added int, err error) {
	_, err = s.submit(ctx, &request{Write: Write{Who: who}, plan: func(c *change, _ *request) error {
		added = 0 // a transaction may begin again
		if err := model.May(c.who, model.VerbImport, &model.Ticket{}); err != nil {
			return err
		}
		for _, n := range nouns {
			n, err := n.Accept()
			if err != nil {
				return err
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
	if err != nil {
		return 0, err
	}
	return added, nil
}
