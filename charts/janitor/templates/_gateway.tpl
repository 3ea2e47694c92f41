{{- define "janitor.gatewayName" -}}
{{- printf "%s-gateway" (include "janitor.fullname" .) -}}
{{- end -}}

{{- define "janitor.gatewaySelectorLabels" -}}
app.kubernetes.io/name: {{ include "janitor.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: gateway
{{- end -}}

{{- define "janitor.gatewayLabels" -}}
{{ include "janitor.gatewaySelectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* The generated rules: reviews belong to no namespace, the others are bound wherever Janitor works. */}}
{{- define "janitor.gatewayRules" -}}
{{- range fromYamlArray (.context.Files.Get "files/gateway-rules.yaml") -}}
{{- if eq $.reviews (hasSuffix ".k8s.io" (first .apiGroups)) }}
- {{ toJson . }}
{{- end -}}
{{- end -}}
{{- end -}}
