package notify_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"inquiryd/internal/mailtest/realmail"
	"inquiryd/notify"
)

// htmlLetters are all letters in all languages, and an answer with everything
// that an official may put into one.
func htmlLetters(t *testing.T) map[string]string {
	t.Helper()
	w := newWriter(t, config())
	pages := map[string]string{}
	for _, language := range []string{"da", "en", "sv"} {
		add := func(name string, l notify.Letter) {
			c, err := w.Compose(l)
			if err != nil {
				t.Fatal(err)
			}
			pages[language+"/"+name] = c.HTML
		}
		for _, kind := range notify.Kinds {
			add(string(kind), sample(kind, language))
		}
		add("assembled", assembled(language))
		for _, kind := range []notify.Kind{notify.Received, notify.Returned, notify.SentBack} {
			l := assembled(language)
			l.Kind, l.Model.Cases = kind, l.Model.Cases[1:]
			add(string(kind)+" of much", l)
		}
	}
	return pages
}

// A screen reader finds its way in every letter: language, title, one main
// part, headings in order, tables with heads and for data only, links with
// words, pictures with a text.
func TestEveryLetterIsReadableWithoutSeeing(t *testing.T) {
	for name, page := range htmlLetters(t) {
		if err := notify.Readable(page, name[:2]); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// measure is a script that writes down what a browser makes of each letter:
// whether it must be moved sideways, texts that are too small or too pale (WCAG
// 2.1, 1.4.3 and 1.4.10), and whether it is light or dark as the reader asked.
const measure = `
const luminance = c => { const [r, g, b] = c.match(/[\d.]+/g).map(x => (x /= 255) <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b };
const behind = (w, e) => { for (; e; e = e.parentElement) { const c = w.getComputedStyle(e).backgroundColor; if (!/, 0\)$/.test(c)) return c } return "rgb(255, 255, 255)" };
onload = () => {
  const faults = [], frames = document.querySelectorAll("iframe");
  for (const frame of frames) {
    const w = frame.contentWindow, d = frame.contentDocument, wrong = what => faults.push(frame.title + ": " + what);
    if (d.documentElement.scrollWidth > w.innerWidth) wrong(d.documentElement.scrollWidth + " wide on a screen of " + w.innerWidth);
    const texts = d.createTreeWalker(d.body, NodeFilter.SHOW_TEXT);
    for (let n; n = texts.nextNode();) {
      if (!n.data.trim()) continue;
      const said = n.data.trim().slice(0, 40), style = w.getComputedStyle(n.parentElement);
      const a = luminance(style.color), b = luminance(behind(w, n.parentElement));
      const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      if (contrast < 4.5) wrong("contrast " + contrast.toFixed(2) + " of " + said);
      if (parseFloat(style.fontSize) < 13) wrong(style.fontSize + " high: " + said);
    }
    const dark = luminance(behind(w, d.querySelector("main"))) < 0.2, bare = frame.title.includes("bare");
    if (bare ? dark : dark !== matchMedia("(prefers-color-scheme: dark)").matches) wrong(dark ? "dark" : "light");
  }
  const report = new TextEncoder().encode(JSON.stringify({seen: frames.length, dark: matchMedia("(prefers-color-scheme: dark)").matches, faults}));
  document.body.innerHTML = "<pre id=report>" + btoa(String.fromCharCode(...report)) + "</pre>";
};`

var report = regexp.MustCompile(`<pre id="report">([^<]+)</pre>`)

// bare is a page as programs show it that take the style sheet away, and the
// classes with it, as Gmail does with mail of other accounts and Outlook with most
// of it.
func bare(page string) string {
	return regexp.MustCompile(`(?s)<style>.*?</style>|<meta[^>]*>| class="[^"]*"`).ReplaceAllString(page, "")
}

// screens are the widths that letters must fit, and those without their style
// sheet.
var screens, bareScreens = []int{320, 375, 1000}, []int{360, 700}

// Letters fit a telephone and a wide screen, and can be read on light and dark
// ones, also without their style sheet: a browser measures them.
func TestLettersInABrowser(t *testing.T) {
	pages := htmlLetters(t)
	for _, dark := range []bool{false, true} {
		t.Run(fmt.Sprintf("dark %v", dark), func(t *testing.T) {
			var all strings.Builder
			all.WriteString("<!DOCTYPE html><meta charset=utf-8><script>" + measure + "</script>")
			for name, page := range pages {
				const frame = `<iframe title="%s at %d" style="border:0;width:%[2]dpx;height:600px" srcdoc="%[3]s"></iframe>`
				for _, width := range screens {
					fmt.Fprintf(&all, frame, name, width, html.EscapeString(page))
				}
				for _, width := range bareScreens {
					fmt.Fprintf(&all, frame, name+", bare", width, html.EscapeString(bare(page)))
				}
			}
			found := report.FindSubmatch(browse(t, all.String(), dark, "--window-size=1200,900", "--dump-dom"))
			if found == nil {
				t.Fatal("the browser measured nothing")
			}
			raw, err := base64.StdEncoding.DecodeString(string(found[1]))
			if err != nil {
				t.Fatal(err)
			}
			var saw struct {
				Seen   int
				Dark   bool
				Faults []string
			}
			if err := json.Unmarshal(raw, &saw); err != nil {
				t.Fatal(err)
			}
			if want := (len(screens) + len(bareScreens)) * len(pages); saw.Seen != want || saw.Dark != dark {
				t.Fatalf("the browser saw %d of %d letters, dark %v", saw.Seen, want, saw.Dark)
			}
			for _, fault := range saw.Faults {
				t.Error(fault)
			}
		})
	}
}

// browse shows a page in Chromium without a window, and gives what it prints.
func browse(t *testing.T, page string, dark bool, flags ...string) []byte {
	t.Helper()
	browser := realmail.Need(t, "chromium", "chromium")
	file := filepath.Join(t.TempDir(), "page.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	scheme := "--blink-settings=preferredColorScheme=1"
	if dark {
		scheme = "--blink-settings=preferredColorScheme=0"
	}
	flags = append(flags, "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--disable-extensions",
		"--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND", scheme, "--user-data-dir="+t.TempDir(), "file://"+file)
	out, err := runBrowser(t, browser, flags)
	if err != nil { // it hangs at times on a busy machine
		out, err = runBrowser(t, browser, flags)
	}
	if err != nil {
		t.Fatalf("run %s: %v", browser, err)
	}
	return out
}

// runBrowser gives a browser two minutes, and does not wait for those of its
// processes that outlive it.
func runBrowser(t *testing.T, browser string, flags []string) ([]byte, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, browser, flags...)
	command.WaitDelay = 5 * time.Second
	out, err := command.Output()
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil
	}
	return out, err
}
