package register_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/register"
)

// What is looked for, and who may see it.
func TestAlike(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		var inquiry int64
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			add := func(question string, c register.Case) error {
				c.Access = or(c.Access, "members")
				_, q, err := addCase(ctx, tx, "anna.bro@medlem.example", "Anna Bro", "Emne", question, c)
				inquiry = q.Inquiry
				return err
			}
			return errors.Join(
				add("Hvornår bliver cykelstien på Amagerbrogade færdig?", register.Case{State: register.StateClosed, Administration: "teknik"}),                                                            // 1
				add("Hvor mange børn venter på en vuggestue?", register.Case{State: register.StateClosed, Administration: "unge"}),                                                                         // 2
				add("Cykelstierne på Amagerbrogade: hvad koster de?", register.Case{State: register.StateClosed, Administration: "teknik", Access: "confidential"}),                                        // 3
				add("Cykelsti ved Amagerbrogade, uafklaret", register.Case{State: register.StateHeld, Administration: "teknik"}),                                                                           // 4
				add("Cykelsti ved Amagerbrogade, trukket", register.Case{State: register.StateWithdrawn, Administration: "teknik"}),                                                                        // 5
				add("Hvad koster cykelstier i alt?", register.Case{State: register.StateOpen, Administration: "teknik"}),                                                                                   // 6
				add("Borgeren 010190-1234 cykler på Amagerbrogades cykelsti, 0202902345, 130819 09266, 19740609-7985 og 260534-924C.", register.Case{State: register.StateClosed, Administration: "unge"}), // 7
				add("Hvornår er cykelstien på Amagerbrogade klar?", register.Case{State: register.StateOpen, Administration: "teknik"}),                                                                    // 8: asks
			)
		})
		find := func(administration string, words ...string) (numbers []string) {
			look(t, r, func(ctx context.Context, tx *register.Tx) error {
				all, err := tx.Alike(ctx, register.Likeness{Words: words, Inquiry: inquiry, Administration: administration})
				for _, a := range all {
					numbers = append(numbers, a.Case[len("2026-000"):])
				}
				slices.Sort(numbers)
				return err
			})
			return numbers
		}
		same(t, "own administration", find("teknik", "amagerbrogad", "cykelsti"), []string{"1", "3", "6", "7"})
		same(t, "another one", find("unge", "amagerbrogad", "cykelsti"), []string{"1", "6", "7"})
		same(t, "nothing to look for", find("unge"), nil)
		same(t, "signs", find("unge", `"`, `a"b`, "x & y", "'"), nil)
		for _, part := range []string{"010190", "1234", "0202902345", "09266", "7985", "924C"} {
			same(t, "identity number "+part, find("unge", part), nil)
		}
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			list, err := tx.Cases(ctx, register.CaseFilter{Text: "0202902345"})
			same(t, "cases by an identity number", len(list), 0)
			best, err2 := tx.Alike(ctx, register.Likeness{Words: []string{"amagerbrogad", "cykelsti"}, Inquiry: inquiry, Limit: 1})
			if len(best) != 1 || best[0].Case == "2026-0006" {
				t.Errorf("the best is %+v", best)
			}
			return errors.Join(err, err2)
		})
	})
}

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// A reason that names a person by number does not stay in what is never erased.
func TestEventsHoldNoIdentityNumbers(t *testing.T) {
	everywhere(t, func(t *testing.T, r *register.Register) {
		do(t, r, func(ctx context.Context, tx *register.Tx) error {
			c, _, err := addCase(ctx, tx, "anna.bro@medlem.example", "Anna Bro", "Emne", "Hvornår?", register.Case{State: register.StateOpen})
			e := register.Event{Case: c.Number, At: now, Who: "registrar", What: "closed", Detail: map[string]string{"reason": "gælder 010190-1234"}}
			return errors.Join(err, tx.AddEvent(ctx, &e), tx.AddTask(ctx, &register.Task{Case: c.Number, What: "ring til 010190-1234", At: now}))
		})
		look(t, r, func(ctx context.Context, tx *register.Tx) error {
			events, err := tx.Events(ctx, "2026-0001")
			same(t, "detail", events[0].Detail["reason"], "gælder [CPR]")
			tasks, err2 := tx.Tasks(ctx, false)
			same(t, "task", tasks[0].What, "ring til [CPR]")
			return errors.Join(err, err2, tx.VerifyEvents(ctx, "2026-0001"))
		})
	})
}

// BenchmarkAlike looks for cases like a question in a register of so many
// cases. As in a language few words are common, and those are short (Zipf); the
// six longest words of a question are looked for, as the desk does. floor is how
// many times longer than adding one of the cases took.
func BenchmarkAlike(b *testing.B) {
	for _, p := range []place{memory, server} {
		for _, cases := range []int{1000, 30000} {
			b.Run(fmt.Sprintf("%s/cases=%d", p.name, cases), func(b *testing.B) {
				r := open(b, p.make(b))
				random := rand.New(rand.NewPCG(1, 2))
				zipf := rand.NewZipf(random, 1.1, 5, 200000)
				began := time.Now()
				for done := 0; done < cases; done += 500 {
					do(b, r, func(ctx context.Context, tx *register.Tx) error {
						for range 500 {
							c := register.Case{State: register.StateClosed, Access: "members"}
							if _, _, err := addCase(ctx, tx, "a@medlem.example", "A", "Emne", strings.Join(drawn(zipf), " "), c); err != nil {
								return err
							}
						}
						return nil
					})
				}
				floor := float64(time.Since(began).Nanoseconds()) / float64(cases)
				b.ResetTimer()
				for b.Loop() {
					words := drawn(zipf)
					slices.SortFunc(words, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
					words = slices.Compact(words)[:6]
					look(b, r, func(ctx context.Context, tx *register.Tx) error {
						return second(tx.Alike(ctx, register.Likeness{Words: words, Administration: "a"}))
					})
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/floor, "floor")
			})
		}
	}
}

// drawn are the forty words of a question: the rarer a word, the longer it is.
func drawn(zipf *rand.Zipf) []string {
	words := make([]string, 40)
	for i := range words {
		word := []byte("q")
		for n := zipf.Uint64(); n > 0; n /= 4 {
			word = append(word, "aeio"[n%4], "rnstlkdm"[(n>>3)%8])
		}
		words[i] = string(word) + "y"
	}
	return words
}
