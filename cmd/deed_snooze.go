package cmd

import (
	"strings"

	"opsdesk/model"
)

// snoozeSteps puts tickets aside until a time, as in 4h, tomorrow or mon 9:00.
func snoozeSteps(d *doing, _ int) ([]step, error) {
	until, err := model.ParseSnooze(strings.Join(d.args, " "), d.now(), d.store.Book().Hours())
	if err != nil {
		return nil, usage("%v", err)
	}
	return one(model.Snooze{Until: until, Why: d.flags.why}, "put aside until %s", until.Time().In(d.zone).Format("Mon 2006-01-02 15:04"))
}

func wakeSteps(d *doing, _ int) ([]step, error) {
	return one(model.Wake{Why: d.flags.why}, "brought back")
}
