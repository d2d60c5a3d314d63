package helmchart

import (
	"regexp"
	"strconv"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"

	"plimsoll/engine/internal/abi"
	"plimsoll/engine/internal/trace"
)

var (
	// executing is how text/template says where it failed; nested calls say it once each, the innermost last.
	executing = regexp.MustCompile(`template: ([^\s:]+):(\d+)(?::\d+)?: (?:executing "[^"]*" at <(?:.|\n)*?>: )?`)
	// parsing is how Helm's engine says where a template is not one.
	parsing = regexp.MustCompile(`^parse error at \(([^:)]+):(\d+)(?::\d+)?\): `)
	// stopped is how Helm's engine says where `fail` and `required` were called; warned is what they said.
	stopped = regexp.MustCompile(`(?s)^execution error at \(([^:)]+):(\d+)(?::\d+)?\): (.*)$`)
	warned  = regexp.MustCompile(`(?s)HELM_ERR_START(.*)HELM_ERR_END`)
	calling = regexp.MustCompile(`^(?:error calling (?:include|tpl|template): )+`)
	tplText = regexp.MustCompile(`(?s)error during tpl function execution for ".*": `)
)

// failure makes one clear sentence of what Helm's engine says, with the innermost template that is a file of the chart.
// The engine has already taken the nesting apart and lost the innermost place of `fail`, so the templates are executed
// once more for text/template's own message.
func (r run) failure(values common.Values, engineError error) error {
	message := engineError.Error()
	if m := parsing.FindStringSubmatch(message); m != nil {
		return r.templateFailure(message[len(m[0]):], m[1], m[2])
	}
	raw := r.rawError(values)
	if raw == "" {
		raw = message
	}
	name, line := "", ""
	rest := 0
	for _, m := range executing.FindAllStringSubmatchIndex(raw, -1) {
		if at := raw[m[2]:m[3]]; r.names[at] != "" {
			name, line, rest = at, raw[m[4]:m[5]], m[1]
		} else {
			rest = m[1]
		}
	}
	if name == "" {
		if m := stopped.FindStringSubmatch(message); m != nil {
			return r.templateFailure(m[3], m[1], m[2])
		}
	}
	return r.templateFailure(raw[rest:], name, line)
}

func (r run) templateFailure(message, name, line string) error {
	if m := warned.FindStringSubmatch(message); m != nil {
		message = m[1]
	}
	message = tplText.ReplaceAllString(message, "")
	message = calling.ReplaceAllString(strings.TrimSpace(message), "")
	failure := &abi.Failure{Code: "template-failed", Message: oneLine(message), File: r.names[name]}
	failure.Line, _ = strconv.Atoi(line)
	return failure
}

// rawError executes the templates until one fails, and returns text/template's message.
func (r run) rawError(values common.Values) string {
	templates := allTemplates(r.chart, values)
	names := sortTemplates(templates)
	tracer := trace.New(trace.NewValues(r.chart, asValues(values["Values"])))
	root := r.environment(tracer)
	if !parseAll(root, templates, names) {
		return ""
	}
	for i, name := range names {
		if strings.HasPrefix(name[strings.LastIndexByte(name, '/')+1:], "_") {
			continue
		}
		_, _, err := tracer.Lines(i, noValue, func(w *trace.Writer) error { return execute(root, w, name, templates[name]) })
		if err != nil {
			return err.Error()
		}
	}
	return ""
}
