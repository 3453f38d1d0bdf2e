package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"opsdesk/model"
)

// dashed marks, among a command's annotations, one whose words may begin with a dash: -tag:noise, -urgent.
const dashed = "dashed"

// veil stands before a word that begins with a dash and is no flag. No argument of a process holds it.
const veil = "\x00"

// shield veils the words of a command that begin with one dash, since flags have two here: a query excludes with a
// dash, and a tag is taken off with one. unveil gives them back.
func shield(root *cobra.Command, args []string) []string {
	command, _, err := root.Find(args)
	if err != nil || command.Annotations[dashed] == "" {
		return args
	}
	args = slices.Clone(args)
	for i, word := range args {
		if word == "--" {
			break
		}
		if len(word) < 2 || word[0] != '-' || word[1] == '-' || word == "-h" || i > 0 && takesValue(command, args[i-1]) {
			continue
		}
		args[i] = veil + word
	}
	return args
}

// takesValue tells whether a word is a flag whose value is the next word.
func takesValue(command *cobra.Command, word string) bool {
	name, ok := strings.CutPrefix(word, "--")
	if !ok || strings.Contains(name, "=") {
		return false
	}
	flag := command.Flag(name)
	return flag != nil && flag.NoOptDefVal == ""
}

func unveil(args []string) []string {
	plain := slices.Clone(args)
	for i := range plain {
		plain[i] = strings.TrimPrefix(plain[i], veil)
	}
	return plain
}

// takes checks how many arguments a command gets, and says what they are; a most below zero is no bound.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(command *cobra.Command, args []string) error {
		if len(args) < least {
			return usage("%s needs %s: see %s --help", command.Name(), what, command.CommandPath())
		}
		if most >= 0 && len(args) > most {
			return usage("%s takes %s, and no %q: see %s --help", command.Name(), what, args[most], command.CommandPath())
		}
		return nil
	}
}

// flagError says which flag may have been meant.
func flagError(command *cobra.Command, err error) error {
	name, ok := strings.CutPrefix(err.Error(), "unknown flag: --")
	if !ok {
		return usage("%v: see %s --help", err, command.CommandPath())
	}
	var names []string
	command.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return usage("%s has no flag --%s%s", command.CommandPath(), name, didYouMean(name, names, "--"))
}

// didYouMean names the words that are nearest to the written one, if any are.
func didYouMean(written string, words []string, prefix string) string {
	some := near(written, words)
	if len(some) == 0 {
		return ""
	}
	for i := range some {
		some[i] = prefix + some[i]
	}
	return ": did you mean " + oneOf(some) + "?"
}

// oneOf joins words as in a, b or c.
func oneOf(words []string) string {
	if n := len(words) - 1; n > 0 {
		return strings.Join(words[:n], ", ") + " or " + words[n]
	}
	return strings.Join(words, "")
}

// near lists up to three words that somebody may have meant, the nearest first: those that begin alike, have a word
// that does, or differ in few letters.
func near(written string, words []string) []string {
	type guess struct {
		word string
		cost int
	}
	low := model.FoldName(written)
	if low == "" {
		return nil
	}
	var guesses []guess
	for _, word := range words {
		folded := model.FoldName(word)
		cost := distance(low, folded)
		for _, part := range strings.Fields(folded) {
			cost = min(cost, distance(low, part))
		}
		if strings.HasPrefix(folded, low) {
			cost = 0
		}
		if cost <= 1+len([]rune(low))/4 {
			guesses = append(guesses, guess{word, cost})
		}
	}
	slices.SortStableFunc(guesses, func(a, b guess) int { return a.cost - b.cost })
	var some []string
	for _, g := range guesses[:min(3, len(guesses))] {
		some = append(some, g.word)
	}
	return some
}

// distance counts the letters to insert, delete or exchange between two words.
// Source: the algorithm of Wagner and Fischer, one row at a time.
func distance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range to {
			cost := diagonal
			if r != s {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(to)]
}

// number writes a number with its thousands apart.
func number(n int) string { return humanize.Comma(int64(n)) }

// counted writes a number with its noun, in the plural where it takes one.
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return number(n) + " " + noun + "s"
}

// quoted writes a text that somebody sent inside a sentence.
func quoted(s string) string { return fmt.Sprintf("%q", model.Clean(s).String()) }
