{{- define "kvasir.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 40 | trimSuffix "-" }}
{{- end }}

{{- /* Short enough for the ordinals of pods and the hash of a revision behind it. */}}
{{- define "kvasir.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains (include "kvasir.name" .) .Release.Name }}
{{- .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name (include "kvasir.name" .) | trunc 40 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "kvasir.members" -}}
{{ include "kvasir.fullname" . }}-members
{{- end }}

{{- /* The domain behind the name of a pod. */}}
{{- define "kvasir.domain" -}}
{{ include "kvasir.members" . }}.{{ .Release.Namespace }}.svc.{{ .Values.clusterDomain }}
{{- end }}

{{- define "kvasir.founders" -}}
{{- $name := include "kvasir.fullname" . }}
{{- $domain := include "kvasir.domain" . }}
{{- $all := list }}
{{- range $n := until (int .Values.founders) }}
{{- $all = append $all (printf "%s-%d@%s-%d.%s:7101" $name $n $name $n $domain) }}
{{- end }}
{{- join "," $all }}
{{- end }}

{{- define "kvasir.selector" -}}
app.kubernetes.io/name: {{ include "kvasir.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "kvasir.nodeSelector" -}}
{{ include "kvasir.selector" . }}
app.kubernetes.io/component: node
{{- end }}

{{- define "kvasir.labels" -}}
{{ include "kvasir.selector" . }}
app.kubernetes.io/version: {{ .Values.image.tag | default .Chart.AppVersion | trunc 63 | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "kvasir.image" -}}
{{- if .Values.image.digest -}}
{{ .Values.image.repository }}@{{ .Values.image.digest }}
{{- else -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}
{{- end }}

{{- define "kvasir.serviceAccount" -}}
{{- if .Values.serviceAccount.create }}
{{- .Values.serviceAccount.name | default (include "kvasir.fullname" .) }}
{{- else }}
{{- .Values.serviceAccount.name | default "default" }}
{{- end }}
{{- end }}

{{- /* A value of a properties file, on one line; numbers without an exponent. */}}
{{- define "kvasir.property" -}}
{{- $text := kindIs "string" . | ternary (toString .) (toJson .) }}
{{- $text = $text | replace "\\" "\\\\" | replace "\n" "\\n" | replace "\r" "\\r" | replace "\t" "\\t" }}
{{- regexReplaceAll "^ " $text "\\ " }}
{{- end }}

{{- define "kvasir.present" -}}
{{- lookup "apps/v1" "StatefulSet" .Release.Namespace (include "kvasir.fullname" .) | toJson }}
{{- end }}

{{- /* How many nodes there are now; 0 when there are none, or the API server was not asked. */}}
{{- define "kvasir.presentReplicas" -}}
{{- $present := include "kvasir.present" . | fromJson }}
{{- if $present }}
{{- get $present.spec "replicas" | int }}
{{- else -}}
0
{{- end }}
{{- end }}

{{- /* Whether nodes are to be drained before this upgrade: "true" or nothing. */}}
{{- define "kvasir.drains" -}}
{{- $fewer := gt (include "kvasir.presentReplicas" . | int) (int .Values.replicas) }}
{{- if and $fewer (eq .Values.scaleDown.policy "drain") }}true{{ end }}
{{- end }}

{{- define "kvasir.check" -}}
{{- $replicas := int .Values.replicas }}
{{- $founders := int .Values.founders }}
{{- if and (eq .Values.mode "single") (or (ne $replicas 1) (ne $founders 1)) }}
{{- fail "mode single has replicas 1 and founders 1; more nodes are mode cluster" }}
{{- end }}
{{- if and (eq .Values.mode "cluster") (lt $replicas 3) }}
{{- fail "mode cluster has at least 3 replicas: with two, the loss of either costs the majority" }}
{{- end }}
{{- if eq (mod $founders 2) 0 }}
{{- fail (printf "founders must be an odd number, not %d" $founders) }}
{{- end }}
{{- if lt $replicas $founders }}
{{- fail (printf "replicas %d is less than founders %d; the founders stay" $replicas $founders) }}
{{- end }}
{{- include "kvasir.checkPresent" (dict "root" . "replicas" $replicas "founders" $founders) }}
{{- end }}

{{- define "kvasir.checkPresent" -}}
{{- $present := include "kvasir.present" .root | fromJson }}
{{- if $present }}
{{- $was := get $present.spec "replicas" | int }}
{{- $said := dig "metadata" "annotations" "kvasir.io/founders" "" $present }}
{{- if and $said (ne (int $said) .founders) }}
{{- fail (printf "founders was %s when this was installed, and stays so" $said) }}
{{- end }}
{{- if and (lt .replicas $was) (eq .root.Values.scaleDown.policy "refuse") }}
{{- fail (printf "%d nodes are to become %d, and those that are stopped take their data along. Have each leave first (kvasir admin leave --wait), then say scaleDown.policy=drained; or have the chart do it with scaleDown.policy=drain" $was .replicas) }}
{{- end }}
{{- end }}
{{- end }}
