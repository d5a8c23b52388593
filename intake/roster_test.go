package intake_test

import (
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"

	"inquiryd/intake"
)

func newRoster(t *testing.T) *intake.Roster {
	t.Helper()
	roster, err := intake.NewRoster([]intake.Member{
		{Name: "Mette Ager", Address: "mette.ager@medlem.example", Aliases: []string{"mette@ager.example"}},
		{Name: "Søren Bjælke", Address: "søren@rødgrød.example"},
	})
	if err != nil {
		t.Fatal(err)
	}
	return roster
}

func TestRosterFind(t *testing.T) {
	roster := newRoster(t)
	for addr, want := range map[string]string{
		"mette.ager@medlem.example":          "Mette Ager",
		"Mette.Ager@Medlem.Example":          "Mette Ager",
		"mette@ager.example":                 "Mette Ager",
		"søren@rødgrød.example":              "Søren Bjælke",
		"SØREN@xn--rdgrd-vuad.example":       "Søren Bjælke",
		"mette.ager@medlem.example.":         "",
		`"mette.ager"@medlem.example`:        "",
		"mette.ager@medlem.example.attacker": "",
		"mеtte.ager@medlem.example":          "", // Cyrillic е
		"mette.ager@mеdlem.example":          "",
		"mette.ager@medlem。example":          "", // ideographic full stop
		"ｍette.ager@medlem.example":          "", // full width
		"mette.ager":                         "",
		"":                                   "",
	} {
		got, ok := roster.Find(addr)
		if got.Name != want || ok != (want != "") {
			t.Errorf("Find(%q) = %q, %t; want %q", addr, got.Name, ok, want)
		}
	}
	var none *intake.Roster
	if _, ok := none.Find("mette.ager@medlem.example"); ok {
		t.Error("no roster finds somebody")
	}
}

func TestRosterTellsEveryFault(t *testing.T) {
	day := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	_, err := intake.NewRoster([]intake.Member{
		{Name: "Mette Ager", Address: "mette.ager@medlem.example"},
		{Name: "Bo Dam", Address: "bo", Aliases: []string{"METTE.AGER@medlem.example"}},
		{Address: "ida@medlem.example", ValidFrom: day, ValidUntil: day.AddDate(0, 0, -1)},
	})
	if err == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{
		`member[1].address: "bo" is no address`,
		"member[1].address: METTE.AGER@medlem.example is listed twice: for Mette Ager (member[0])",
		"member[2].name: is missing",
		"member[2].valid_until: 2025-12-31 is before valid_from 2026-01-01",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("error %q does not say %q", err, want)
		}
	}
}

func TestMemberValidOn(t *testing.T) {
	copenhagen := time.FixedZone("CET", 3600)
	m := intake.Member{ValidFrom: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), ValidUntil: time.Date(2029, 12, 31, 0, 0, 0, 0, time.UTC)}
	for day, want := range map[time.Time]bool{
		time.Date(2025, 12, 31, 23, 59, 0, 0, copenhagen): false,
		time.Date(2026, 1, 1, 0, 0, 0, 0, copenhagen):     true,
		time.Date(2029, 12, 31, 23, 59, 0, 0, copenhagen): true,
		time.Date(2030, 1, 1, 0, 0, 0, 0, copenhagen):     false,
	} {
		if m.ValidOn(day) != want {
			t.Errorf("ValidOn(%v) = %t", day, !want)
		}
	}
	if !(intake.Member{}).ValidOn(time.Now()) {
		t.Error("a member without dates is not valid")
	}
}

func TestReadRosterCSV(t *testing.T) {
	want := intake.Member{Name: "Ager, Mette", Title: "medlem", Address: "mette@medlem.example", Aliases: []string{"m@x.example", "n@x.example"},
		Committees: []string{"Teknik- og Miljøudvalget", "Økonomiudvalget"}, Party: "Ø"}
	for name, csv := range map[string]string{
		"semicolons and a byte order mark": "\ufeffname;title;address;aliases;committees;party;valid_from;valid_until\r\n" +
			"Ager, Mette;medlem;mette@medlem.example;m@x.example, n@x.example;Teknik- og Miljøudvalget|Økonomiudvalget;Ø;2026-01-01;2029-12-31\r\n",
		"tabs, as spreadsheets copy them": "name\ttitle\taddress\taliases\tcommittees\tparty\tvalid_from\tvalid_until\n" +
			"Ager, Mette\tmedlem\tmette@medlem.example\tm@x.example|n@x.example\tTeknik- og Miljøudvalget|Økonomiudvalget\tØ\t2026-01-01\t2029-12-31\n",
		"commas, columns in another order": "Address,Name,Title,Aliases,Committees,Party,Valid_from,Valid_until\n" +
			"mette@medlem.example,\"Ager, Mette\",medlem,m@x.example|n@x.example,Teknik- og Miljøudvalget | Økonomiudvalget,Ø,2026-01-01,2029-12-31\n",
	} {
		t.Run(name, func(t *testing.T) {
			members, err := intake.ReadRosterCSV(strings.NewReader(csv))
			if err != nil || len(members) != 1 {
				t.Fatalf("ReadRosterCSV = %v, %v; want one member", members, err)
			}
			got := members[0]
			if got.Name != want.Name || got.Address != want.Address || strings.Join(got.Aliases, " ") != strings.Join(want.Aliases, " ") ||
				strings.Join(got.Committees, "|") != strings.Join(want.Committees, "|") || got.Party != want.Party || got.Title != want.Title {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
			if got.ValidFrom.Format(time.DateOnly) != "2026-01-01" || got.ValidUntil.Format(time.DateOnly) != "2029-12-31" {
				t.Errorf("valid from %v until %v", got.ValidFrom, got.ValidUntil)
			}
		})
	}
}

func TestReadRosterCSVTellsEveryFaultWithItsLine(t *testing.T) {
	for name, c := range map[string]struct {
		csv  string
		want []string
	}{
		"empty":   {"", []string{"line 1"}},
		"columns": {"name;adress;name\n", []string{`line 1: column "adress" is unknown`, `line 1: column "name" is there twice`, `line 1: column "address" is missing`}},
		"rows": {"name,address,valid_from\nMette,mette@medlem.example,\n\nBo,bo@medlem,1/2\nIda,Mette@medlem.example,,x\n",
			[]string{`line 4: valid_from: "1/2" is no date`, `line 4: address: "bo@medlem"`, "line 5: has 4 fields", "line 5: address: Mette@medlem.example is listed twice: on line 2 and on line 5"}},
		"open quote":   {"name,address\n\"Mette,mette@medlem.example\n", []string{"line 2: "}},
		"quote within": {"name,address\nMette,mette@medlem.example\nBo \"B\" Ek,bo@medlem.example\n", []string{`line 3: bare " in non-quoted-field: put a field`}},
		"no columns":   {"Mette;mette@medlem.example\nBo;bo@medlem.example\n", []string{"line 1: the first line names the columns: write it with some of name, title,"}},
		"a workbook":   {"PK\x03\x04\x14\x00\x06", []string{"line 1: this is no text: save the spreadsheet as CSV in UTF-8"}},
		"not in UTF-8": {"name;address\nMette;mette@medlem.example\nS\xf8ren;soeren@medlem.example\n", []string{"line 3: a letter here is not in UTF-8: save the file as CSV in UTF-8"}},
		"in UTF-16":    {"\xff\xfen\x00a\x00m\x00e\x00", []string{"line 1: this is no text"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := intake.ReadRosterCSV(strings.NewReader(c.csv))
			if err == nil {
				t.Fatal("no error")
			}
			for _, want := range c.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
}

func TestMemberIsReadFromTOML(t *testing.T) {
	var file struct {
		Member []intake.Member `toml:"member"`
	}
	text := "[[member]]\nname = 'Mette Ager'\naddress = 'mette@medlem.example'\naliases = ['m@x.example']\nvalid_from = 2026-01-01\n"
	if err := toml.NewDecoder(strings.NewReader(text)).DisallowUnknownFields().Decode(&file); err != nil {
		t.Fatal(err)
	}
	if got := file.Member[0]; got.ValidFrom.Format(time.DateOnly) != "2026-01-01" || got.Aliases[0] != "m@x.example" {
		t.Errorf("member %+v", got)
	}
}
