{{- define "janitor.name" -}}
{{- .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "janitor.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "janitor.selectorLabels" -}}
app.kubernetes.io/name: {{ include "janitor.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end -}}

{{- define "janitor.labels" -}}
{{ include "janitor.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{- define "janitor.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "janitor.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- required "serviceAccount.name is required when serviceAccount.create is false" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "janitor.image" -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}

{{/* The generated rules: those about nodes need a cluster role, the others one wherever the operator works. */}}
{{- define "janitor.clusterRules" -}}
{{- range fromYamlArray (.Files.Get "files/rules.yaml") -}}
{{- $resources := list -}}
{{- range .resources -}}
{{- if or (eq . "nodes") (and (eq . "nodes/stats") $.Values.kubeletStats.enabled) -}}
{{- $resources = append $resources . -}}
{{- end -}}
{{- end -}}
{{- if $resources }}
- apiGroups: {{ toJson .apiGroups }}
  resources: {{ toJson $resources }}
  verbs: {{ toJson .verbs }}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "janitor.namespacedRules" -}}
{{- range fromYamlArray (.Files.Get "files/rules.yaml") -}}
{{- $resources := list -}}
{{- range .resources -}}
{{- if not (hasPrefix "nodes" .) -}}
{{- $resources = append $resources . -}}
{{- end -}}
{{- end -}}
{{- if $resources }}
- apiGroups: {{ toJson .apiGroups }}
  resources: {{ toJson $resources }}
  verbs: {{ toJson .verbs }}
{{- end -}}
{{- end -}}
{{- if .Values.operator.execHooks }}
# A command is asked for by GET, as a WebSocket is; newer servers want the verb of POST besides.
- apiGroups: [""]
  resources: ["pods/exec"]
  verbs: ["get", "create"]
{{- end -}}
{{- end -}}
