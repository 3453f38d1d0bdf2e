package cmd

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/at"
	"github.com/rickar/cal/v2/au"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/ca"
	"github.com/rickar/cal/v2/ch"
	"github.com/rickar/cal/v2/cz"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/dk"
	"github.com/rickar/cal/v2/es"
	"github.com/rickar/cal/v2/fi"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/gb"
	"github.com/rickar/cal/v2/ie"
	"github.com/rickar/cal/v2/it"
	"github.com/rickar/cal/v2/nl"
	"github.com/rickar/cal/v2/no"
	"github.com/rickar/cal/v2/nz"
	"github.com/rickar/cal/v2/pl"
	"github.com/rickar/cal/v2/pt"
	"github.com/rickar/cal/v2/se"
	"github.com/rickar/cal/v2/us"
	"github.com/rickar/cal/v2/za"

	"opsdesk/model"
)

// publicHolidays gives the public holidays of a country, or of a part of one, in a year, in the order of their dates. Codes
// are those of ISO 3166, as in GB or DE-BY. A holiday that is kept on another day when it falls on a weekend is there on
// both. The rules are those of github.com/rickar/cal: today's law, and a guess for years far ahead.
func publicHolidays(code string, year int) ([]model.Holiday, error) {
	i := slices.IndexFunc(countries, func(c country) bool { return strings.EqualFold(c.code, code) })
	if i < 0 {
		return nil, noCountry(code)
	}
	var all []model.Holiday
	add := func(at time.Time, name string) {
		if at.Year() == year {
			all = append(all, model.Holiday{Date: model.DateOf(at), Name: name})
		}
	}
	for _, h := range countries[i].holidays {
		if h.Type == cal.ObservanceReligious || h.Type == cal.ObservanceOther {
			continue // no days off by law
		}
		for of := year - 1; of <= year+1; of++ { // New Year may be kept on 31 December
			actual, observed := h.Calc(of)
			add(actual, h.Name)
			if !observed.Equal(actual) {
				add(observed, h.Name+" (observed)")
			}
		}
	}
	slices.SortStableFunc(all, func(a, b model.Holiday) int { return int(a.Date - b.Date) })
	return all, nil
}

// noCountry says which codes there are instead of one that is not known.
func noCountry(code string) error {
	code = strings.ToUpper(code)
	var whole, parts []string
	for _, c := range countries {
		of, _, isPart := strings.Cut(c.code, "-")
		if isPart && of == code {
			parts = append(parts, c.code)
		}
		if isPart && !slices.Contains(whole, of) {
			of += "-…"
		}
		if !slices.Contains(whole, of) {
			whole = append(whole, of)
		}
	}
	if len(parts) > 0 {
		return fmt.Errorf("each part of %s keeps its own holidays: use %s", code, oneOf(parts))
	}
	return fmt.Errorf("the holidays of country %s are not known here: use %s, or list them in the calendar", quoted(code), oneOf(whole))
}

// A country is one, or a part of one, with the rules of its holidays.
type country struct {
	code     string
	holidays []*cal.Holiday
}

// countries are those whose holidays are known. Where each part of a country keeps its own, only the parts are there.
var countries = []country{
	{"AT", at.Holidays},
	{"AU-ACT", au.HolidaysACT},
	{"AU-NSW", au.HolidaysNSW},
	{"AU-NT", au.HolidaysNT},
	{"AU-QLD", au.HolidaysQLD},
	{"AU-SA", au.HolidaysSA},
	{"AU-TAS", au.HolidaysTAS},
	{"AU-VIC", au.HolidaysVIC},
	{"AU-WA", au.HolidaysWA},
	{"BE", be.Holidays},
	{"CA", ca.Holidays},
	{"CH-AG", ch.HolidaysAG},
	{"CH-AI", ch.HolidaysAI},
	{"CH-AR", ch.HolidaysAR},
	{"CH-BE", ch.HolidaysBE},
	{"CH-BL", ch.HolidaysBL},
	{"CH-BS", ch.HolidaysBS},
	{"CH-FR", ch.HolidaysFR},
	{"CH-GE", ch.HolidaysGE},
	{"CH-GL", ch.HolidaysGL},
	{"CH-GR", ch.HolidaysGR},
	{"CH-JU", ch.HolidaysJU},
	{"CH-LU", ch.HolidaysLU},
	{"CH-NE", ch.HolidaysNE},
	{"CH-NW", ch.HolidaysNW},
	{"CH-OW", ch.HolidaysOW},
	{"CH-SG", ch.HolidaysSG},
	{"CH-SH", ch.HolidaysSH},
	{"CH-SO", ch.HolidaysSO},
	{"CH-SZ", ch.HolidaysSZ},
	{"CH-TG", ch.HolidaysTG},
	{"CH-TI", ch.HolidaysTI},
	{"CH-UR", ch.HolidaysUR},
	{"CH-VD", ch.HolidaysVD},
	{"CH-VS", ch.HolidaysVS},
	{"CH-ZG", ch.HolidaysZG},
	{"CH-ZH", ch.HolidaysZH},
	{"CZ", cz.Holidays},
	{"DE", de.Holidays},
	{"DE-BB", de.HolidaysBB},
	{"DE-BE", de.HolidaysBE},
	{"DE-BW", de.HolidaysBW},
	{"DE-BY", de.HolidaysBY},
	{"DE-HB", de.HolidaysHB},
	{"DE-HE", de.HolidaysHE},
	{"DE-HH", de.HolidaysHH},
	{"DE-MV", de.HolidaysMV},
	{"DE-NI", de.HolidaysNI},
	{"DE-NW", de.HolidaysNW},
	{"DE-RP", de.HolidaysRP},
	{"DE-SH", de.HolidaysSH},
	{"DE-SL", de.HolidaysSL},
	{"DE-SN", de.HolidaysSN},
	{"DE-ST", de.HolidaysST},
	{"DE-TH", de.HolidaysTH},
	{"DK", dk.Holidays},
	{"ES", es.Holidays},
	{"FI", fi.Holidays},
	{"FR", fr.Holidays},
	{"GB", gb.Holidays},
	{"IE", ie.Holidays},
	{"IT", it.Holidays},
	{"NL", nl.Holidays},
	{"NO", no.Holidays},
	{"NZ", nz.Holidays},
	{"PL", pl.Holidays},
	{"PT", pt.Holidays},
	{"SE", se.Holidays},
	{"US", us.Holidays},
	{"ZA", za.Holidays},
}
