package classify

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"github.com/pelletier/go-toml/v2"
)

func loadExample(t testing.TB) Config {
	b, err := os.ReadFile("../config.example.toml")
	if err != nil {
		t.Fatal(err)
	}
	var f struct {
		Classify       Config           `toml:"classify"`
		Administration []Administration `toml:"administration"`
		Rule           []Rule           `toml:"rule"`
	}
	if err := toml.Unmarshal(b, &f); err != nil {
		t.Fatal(err)
	}
	f.Classify.Administrations, f.Classify.Rules = f.Administration, f.Rule
	return f.Classify
}

func TestDev(t *testing.T) {
	path := os.Getenv("DEV")
	if path == "" {
		t.Skip()
	}
	c, err := Compile(loadExample(t))
	if err != nil {
		t.Fatal(err)
	}
	f, _ := os.Open(path)
	var n, filed, right, first2, best int
	s := bufio.NewScanner(f)
	for s.Scan() {
		var q struct {
			ID, Text, Label string
			Municipal       *bool
		}
		json.Unmarshal(s.Bytes(), &q)
		if q.Municipal != nil && !*q.Municipal {
			continue
		}
		d := c.Decide(Input{Question: q.Text})
		n++
		if d.Filed {
			filed++
		}
		ok := d.Administration == q.Label
		if ok {
			best++
		}
		if d.Filed && ok {
			right++
		}
		if ok || d.RunnerUp == q.Label {
			first2++
		}
		if !ok || !d.Filed {
			fmt.Printf("%s %v want %s got %s(%s) %.2f/%.2f: %s\n", q.ID, d.Filed, q.Label, d.Administration, d.RunnerUp, d.Score, d.Margin, q.Text)
			for i, e := range d.Evidence {
				if i < 8 {
					fmt.Printf("     %s %s%s %.2f\n", e.Administration, e.Rule, e.Keyword, e.Points)
				}
			}
		}
	}
	fmt.Printf("n %d filed %d (%.3f) right-filed %.3f right-all %.3f first2 %.3f\n", n, filed, float64(filed)/float64(n), float64(right)/float64(filed), float64(best)/float64(n), float64(first2)/float64(n))
}
