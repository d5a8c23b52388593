package notify

import (
	"fmt"
	htmltemplate "html/template"
	"regexp"
)

// styles are written into the tags, since some mail programs drop the style
// sheet of a page.
var styles = map[string]string{
	"page":  "margin:0;padding:0;background-color:#f4f4f2;",
	"sheet": "max-width:44em;margin:0 auto;padding:28px 24px 32px;background-color:#ffffff;color:#1a1a1a;font-family:'Segoe UI',Calibri,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5;overflow-wrap:break-word;word-wrap:break-word;",
	"h1":    "font-size:22px;line-height:1.3;margin:8px 0 18px;font-weight:bold;",
	"h2":    "font-size:18px;line-height:1.35;margin:26px 0 8px;font-weight:bold;",
	"h3":    "font-size:16px;line-height:1.4;margin:20px 0 6px;font-weight:bold;",
	"quote": "margin:0 0 14px;padding:2px 0 2px 14px;border-left:4px solid #8a8a85;",
	"table": "border-collapse:collapse;margin:0 0 14px;",
	"cell":  "border:1px solid #8a8a85;padding:4px 10px;vertical-align:top;",
	"fact":  "margin:0 0 4px;",
	"foot":  "margin-top:32px;padding-top:14px;border-top:1px solid #b5b5b0;font-size:14px;color:#4a4a48;",
	"link":  "color:#003d8f;",
	"plain": "margin:0;padding:0;",
}

func css(name string) (htmltemplate.CSS, error) {
	style, ok := styles[name]
	if !ok {
		return "", fmt.Errorf("no style is named %q", name)
	}
	return htmltemplate.CSS(style), nil
}

var styleCall = regexp.MustCompile(`\{\{css "([a-z0-9]+)"\}\}`)

// inlineStyles writes the styles into the template, so that they need not be
// looked up and escaped for each letter.
func inlineStyles(template string) string {
	return styleCall.ReplaceAllStringFunc(template, func(call string) string {
		style, ok := styles[styleCall.FindStringSubmatch(call)[1]]
		if !ok {
			return call // its line is named when it is executed
		}
		return htmltemplate.HTMLEscapeString(style)
	})
}
