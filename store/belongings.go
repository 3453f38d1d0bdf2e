package store

import (
	"bytes"
	"context"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"opsdesk/model"
)

// maxBelonging bounds what somebody may keep under one key.
const maxBelonging = 2 << 20

// Keep stores something that belongs to one person and is no fact of the desk: a draft, their views. Empty takes it
// away. It is on the disk when Keep returns; the journal does not tell of it.
func (s *Store) Keep(ctx context.Context, who model.Actor, key string, value []byte) error {
	if len(value) > maxBelonging {
		return fmt.Errorf("%w: %d bytes are too much to keep, %d are enough", model.ErrRefused, len(value), maxBelonging)
	}
	_, err := s.submit(ctx, &request{Write: Write{Who: who}, plan: func(c *change, _ *request) error {
		if err := model.May(who, model.VerbDraft, nil); err != nil {
			return err
		}
		c.dirty = true
		b := c.tx.Bucket(bBelongings)
		if len(value) == 0 {
			return b.Delete(belongingKey(who.Name, key))
		}
		return b.Put(belongingKey(who.Name, key), value)
	}})
	return err
}

// Kept gives what somebody keeps under a key, nil when there is nothing.
func (s *Store) Kept(who model.Actor, key string) (value []byte, err error) {
	err = s.view(func(tx *bolt.Tx) error {
		value = bytes.Clone(tx.Bucket(bBelongings).Get(belongingKey(who.Name, key)))
		return nil
	})
	return value, err
}

func belongingKey(who, key string) []byte {
	return []byte(clip(model.FoldName(who)) + "\x00" + clip(key))
}
