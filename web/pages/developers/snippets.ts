/** What the snippets are filled with: where the gateway is, and who sends. Never a password. */
interface Place {
  /** `https://sms.example.org/` or with the path of a proxy; ends in a slash. */
  url: string;
  user: string;
}

export const SNIPPETS = ["curl", "powershell", "python", "zabbix", "checkmk", "alertmanager"] as const;
export type SnippetName = (typeof SNIPPETS)[number];

/** For a shell: nothing in it means anything. */
const shell = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
const powershell = (text: string) => `'${text.replaceAll("'", "''")}'`;
/** A string of Python, and of YAML too. */
const quoted = (text: string) => JSON.stringify(text);

export const snippetOf: Readonly<Record<SnippetName, (place: Place, number: string) => string>> = {
  curl: ({ url }, number) => `# export ALDIS_TOKEN=aldis_…
curl --fail-with-body ${shell(`${url}api/v1/messages`)} \\
  -H "Authorization: Bearer $ALDIS_TOKEN" \\
  -H 'Content-Type: application/json' \\
  -d '{"to": "${number}", "text": "Disk full on db1"}'
`,
  powershell: ({ url }, number) => `# $env:ALDIS_TOKEN = 'aldis_…'
$message = @{ to = '${number}'; text = 'Disk full on db1' } | ConvertTo-Json
Invoke-RestMethod -Method Post -Uri ${powershell(`${url}api/v1/messages`)} \`
  -Headers @{ Authorization = "Bearer $env:ALDIS_TOKEN" } \`
  -ContentType 'application/json; charset=utf-8' \`
  -Body ([Text.Encoding]::UTF8.GetBytes($message))
`,
  python: ({ url }, number) => `# export ALDIS_TOKEN=aldis_…
import json, os, urllib.request

request = urllib.request.Request(
    ${quoted(`${url}api/v1/messages`)},
    data=json.dumps({"to": "${number}", "text": "Disk full on db1"}).encode(),
    headers={
        "Authorization": "Bearer " + os.environ["ALDIS_TOKEN"],
        "Content-Type": "application/json",
    },
)
with urllib.request.urlopen(request, timeout=30) as answer:
    print(json.load(answer)["messages"][0]["id"])
`,
  zabbix: ({ url, user }, number) => `endpoint: ${url}api.php
username: ${user}
password: …
send_to:  ${number}
`,
  checkmk: ({ url, user }) => `#!/bin/sh
# SMS (Aldis)
url=${shell(`${url}api.php`)}
user=${shell(user)}
password=$(cat ~/.aldis-password)

if [ "$NOTIFY_WHAT" = SERVICE ]; then
  text="$NOTIFY_HOSTNAME $NOTIFY_SERVICEDESC is $NOTIFY_SERVICESTATE: $NOTIFY_SERVICEOUTPUT"
else
  text="$NOTIFY_HOSTNAME is $NOTIFY_HOSTSTATE: $NOTIFY_HOSTOUTPUT"
fi
to=\${NOTIFY_PARAMETER_1:-$NOTIFY_CONTACTPAGER}
mode=\${NOTIFY_PARAMETER_2:-number}
exec curl --silent --show-error --fail-with-body --max-time 30 "$url" \\
  --data-urlencode "username=$user" --data-urlencode "password=$password" \\
  --data-urlencode "to=$to" --data-urlencode "mode=$mode" --data-urlencode "text=$text"
`,
  alertmanager: ({ url, user }, number) => `receivers:
  - name: sms
    webhook_configs:
      - url: ${quoted(`${url}api/v1/alerts?mode=number&to=${encodeURIComponent(number)}`)}
        send_resolved: true
        max_alerts: 20
        http_config:
          basic_auth:
            username: ${quoted(user)}
            password_file: /etc/alertmanager/aldis-password
`,
};
