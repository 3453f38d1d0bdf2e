package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"opsdesk/model"
)

// A termsFile is the file from which set reads a part, and the one that says what that was based on.
type termsFile struct{ file, base string }

func (f *termsFile) flags(command *cobra.Command) {
	command.Flags().StringVarP(&f.file, "file", "f", "", "read it from a file in JSON, as show --json prints it; - is what is sent")
	command.Flags().StringVar(&f.base, "base", "", "a file with what show --json printed before: refuse if it was changed since")
}

// read reads a part from the file, if one is named, over what is there, and the base in its own form.
func (f *termsFile) read(ctx context.Context, c *caller, into any, base any) (raw json.RawMessage, err error) {
	if f.base != "" {
		if err := c.readJSON(ctx, f.base, base); err != nil {
			return nil, err
		}
		raw = mustJSON(base)
	}
	if f.file != "" {
		err = c.readJSON(ctx, f.file, into)
	}
	return raw, err
}

// maxTerms is the most bytes that a file of terms may have.
const maxTerms = 16 << 20

// readJSON reads one JSON value from a file, or from what is sent for a dash. Members that mean nothing are refused, for
// a misspelt one would be lost.
func (c *caller) readJSON(ctx context.Context, name string, into any) error {
	in, err := c.open(ctx, name)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(io.LimitReader(in, maxTerms+1))
	if err = errors.Join(err, in.Close()); err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if len(data) > maxTerms {
		return usage("%s is larger than %d MiB", name, maxTerms>>20)
	}
	decoder := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\uFEFF"))))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return usage("%s can't be read: %v", name, strings.TrimPrefix(err.Error(), "json: "))
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return usage("%s holds more than one JSON value", name)
	}
	return nil
}

// open opens a file, or what is sent when it has no name or is a dash.
func (c *caller) open(ctx context.Context, name string) (io.ReadCloser, error) {
	if name == "" || name == "-" {
		return c.input(ctx)
	}
	return os.Open(name)
}

// plainJSON writes a value as JSON that people can read and no terminal takes for a command, with a line break behind.
func plainJSON(value any, indent string) ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", indent)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return append(model.EscapeJSON(bytes.TrimSuffix(b.Bytes(), []byte("\n"))), '\n'), nil
}

// mustJSON writes a part of the terms as amendments hold it. Parts are texts, numbers and lists of those, which always
// have a form in JSON.
func mustJSON(part any) json.RawMessage {
	text, err := json.Marshal(part)
	if err != nil {
		return nil
	}
	return text
}
