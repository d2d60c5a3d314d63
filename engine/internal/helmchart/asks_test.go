package helmchart

import (
	"strings"
	"testing"

	"helm.sh/helm/v4/pkg/chart/common"
	chart "helm.sh/helm/v4/pkg/chart/v2"
)

func TestAsks(t *testing.T) {
	const fullname = `{{- define "x.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
name: {{ include "x.fullname" . }}
{{- if .Values.a }}{{ tpl (toYaml .Values.b) $ }}{{ end }}
`
	tests := []struct{ text, want string }{
		{fullname, ""},
		{`a: {{ .Release.Name }}-{{ .Release.Namespace }}`, ""},
		{`{{/* .Release.IsUpgrade */}}{{ .Values.date }}{{ .Values.now }}`, ""},
		{`{{ if .Release.IsUpgrade }}a{{ end }}`, "upgrade"},
		{`{{ if gt .Release.Revision 1 }}a{{ end }}`, "upgrade revision"},
		{`{{ with .Release }}{{ if .IsInstall }}a{{ end }}{{ end }}`, "upgrade revision release namespace"},
		{`{{ if eq .Release.Name "a" }}a{{ end }}`, "release"},
		{`{{ if contains $name .Release.Name }}kind: Pod{{ end }}`, "release"},
		{`{{ $n := .Release.Namespace }}{{ if eq $n "a" }}a{{ end }}`, "namespace"},
		{`{{ define "n" }}{{ .Release.Name }}{{ end }}{{ $n := include "n" . }}{{ if eq $n "a" }}a{{ end }}`, "release"},
		{`{{ index . (print "Rel" "ease") }}`, "upgrade revision release namespace cluster"},
		{`{{ $root := . }}{{ index $root (print "Rel" "ease") }}`, "upgrade revision release namespace cluster"},
		{`{{ $n := lower .Release.Name }}{{- if contains $name $n -}}{{- $n | trunc 63 | trimSuffix "-" -}}{{- else -}}{{- printf "%s-%s" $n $name | trunc 63 | trimSuffix "-" -}}{{- end -}}`, ""},
		{`{{ if contains $name .Release.Name }}{{ printf "kind: Pod\nspec: {hostPID: true}" }}{{ end }}`, "release"},
		{`{{ tpl (cat "{{- with $.Scope -}}" .value "{{- end }}") (merge (dict "Scope" .scope) .context) }}`, ""},
		{`{{ tpl (print "{" "{ .Rel" "ease.Name }}") . }}`, "upgrade revision release namespace cluster"},
		{`{{ tpl (printf "{{ .%s.Name }}" "Release") . }}`, "upgrade revision release namespace cluster"},
		{`{{ tpl (b64dec .Values.text) . }}`, "upgrade revision release namespace cluster"},
		{`{{ $t := b64dec .Values.text }}{{ tpl $t . }}`, "upgrade revision release namespace cluster"},
		{`{{ if eq (tpl "{{ .Release.Name }}" .) "a" }}a{{ end }}`, "release"},
		{`{{ $_ := set .Values "a" .Release.Name }}`, "release"},
		{`{{ define "p" }}{{ if eq .a "b" }}{{ end }}{{ end }}{{ template "p" (dict "a" .Release.Name) }}`, "release"},
		{`{{ define "p" }}{{ .a }}{{ end }}{{ template "p" (dict "a" .Release.Name) }}`, ""},
		{`{{ range $k, $v := $ }}a{{ end }}`, "upgrade revision release namespace cluster"},
		{`{{ .Capabilities.KubeVersion.Version }}`, "cluster"},
		{`{{ (lookup "v1" "Secret" "a" "b").data }}`, "lookup"},
		{`{{ now | date "2006" }}`, "clock"},
		{`{{ $p := randAlphaNum 5 }}{{- genCA "a" 1 }}`, "chance"},
	}
	for _, test := range tests {
		c := &chart.Chart{Templates: []*common.File{{Name: "templates/a.yaml", Data: []byte(test.text)}}}
		if got := strings.Join(asks(c, common.Values{}), " "); got != test.want {
			t.Errorf("%s\nasks for %q, want %q", test.text, got, test.want)
		}
	}
	values := common.Values{"Values": map[string]any{"a": []any{"{{ if .Release.IsUpgrade }}a{{ end }}"}}}
	if got := strings.Join(asks(&chart.Chart{}, values), " "); got != "upgrade" {
		t.Errorf("values ask for %q", got)
	}
}
