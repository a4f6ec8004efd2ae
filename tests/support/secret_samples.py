# SPDX-License-Identifier: MIT
"""Secrets that are none, made by rule from the forms that their makers document, in the places in
which logs print them. The forms are those of gitleaks' rules (config/gitleaks.toml) and of the
makers' own pages; the fillings are drawn at random, the same ones for the same seed.
"""

import base64
import json
import random
import re
import string

LOWER, UPPER, DIGITS = string.ascii_lowercase, string.ascii_uppercase, string.digits
SETS = {
    "a": LOWER + DIGITS, "A": LOWER + UPPER + DIGITS, "U": UPPER + DIGITS, "l": LOWER + UPPER,
    "d": DIGITS, "h": "0123456789abcdef", "H": "0123456789ABCDEF", "x": "0123456789abcdefABCDEF",
    "w": LOWER + UPPER + DIGITS + "_-", "b": LOWER + UPPER + DIGITS + "+/", "B": UPPER + "234567",
    "c": "qpzry9x8gf2tvdw0s3jn54khce6mua7l".upper(),
}

# "{A36}": 36 characters of that set.
FORMS = """
ghp_{A36}  gho_{A36}  ghu_{A36}  ghs_{A36}  ghr_{A36}  github_pat_{A22}_{A59}  glpat-{w20}
glpat-{w27}.01.{a9}  gldt-{w20}  glrt-{w20}  glcbt-{A2}_{w20}  glptt-{h40}  glft-{w20}
glimt-{w25}  glagent-{w50}  gloas-{w64}  glsoat-{w20}  glffct-{w20}  GR1348941{w20}  AKIA{B16}
ASIA{B16}  ABIA{B16}  ACCA{B16}  ABSK{b120}=  bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t{b40}
{A3}8Q~{w34}  AIza{w35}  ya29.{w60}  GOCSPX-{w28}  1//0{w60}  LTAI{A20}  t1.{w40}.{w86}  AQVN{w36}
YC{w38}  dop_v1_{h64}  doo_v1_{h64}  dor_v1_{h64}  dapi{h32}  hvs.{w95}  hvb.{w140}  s.{A24}
{A14}.atlasv1.{w64}  pul-{h40}  HRKU-AA{w58}  fo1_{w43}  fm2_{b110}==  v1.0-{h24}-{h146}
4b1d{A38}  sha256~{w43}  dt0c01.{U24}.{U64}  tk-us-{w48}  sbp_{h40}  rnd_{A32}  dckr_pat_{w27}
dckr_oat_{w32}  npm_{A36}  pypi-AgEIcHlwaS5vcmc{w80}  rubygems_{h48}  oy2{a43}  cio{A32}
CLOJARS_{a60}  AKCp{A69}  cmVmd{A59}  API-{U26}  sqp_{h40}  squ_{h40}  CCIPAT_{A22}_{h40}
bkua_{h40}  sntryu_{h64}  sntrys_{A60}_{A43}  xoxb-{d12}-{d12}-{A24}  xoxp-{d11}-{d11}-{d12}-{h32}
xoxa-2-{A30}  xoxr-{A40}  xoxe-1-{U146}  xapp-1-A{U9}-{d12}-{h64}
hooks.slack.com/services/T{U8}/B{U10}/{A24}  hooks.slack.com/triggers/T{U8}/{d13}/{h32}
discord.com/api/webhooks/{d18}/{w68}  {l24}.{w6}.{w27}  {d9}:AA{w33}
x.webhook.office.com/webhookb2/{h8}-{h4}-{h4}-{h4}-{h12}@{h8}-{h4}-{h4}-{h4}-{h12}/IncomingWebhook/{h32}/{h8}
SG.{w22}.{w43}  key-{h32}  {h32}-us12  xkeysib-{h64}-{A16}  SK{h32}  AC{h32}:{h32}  sk_live_{A24}
sk_test_{A24}  rk_live_{A24}  whsec_{A32}  sq0atp-{w22}  sq0csp-{w43}  EAAA{w60}
EAACEdEose0cBA{A110}  shpat_{h32}  shpss_{h32}  shpca_{h32}  shppa_{h32}  shippo_live_{h40}
FLWSECK_TEST-{h32}-X  EZAK{A54}  EZTK{A54}  duffel_live_{w43}
access-production-{h8}-{h4}-{h4}-{h4}-{h12}  sk-{A20}T3BlbkFJ{A20}  sk-proj-{w74}T3BlbkFJ{w74}
sk-svcacct-{w58}T3BlbkFJ{w58}  sk-ant-api03-{w93}AA  sk-ant-admin01-{w93}AA  hf_{l34}
api_org_{l34}  r8_{A37}  gsk_{A52}  pplx-{A48}  xai-{A80}  sk-or-v1-{h64}  nvapi-{w64}
wandb_v1_{w70}  lsv2_pt_{h32}_{h10}  pcsk_{A6}_{A60}  tvly-{A32}  jina_{A60}  fw_{A24}  csk-{a48}
NRAK-{U27}  NRJS-{h19}  NRII-{w32}  glsa_{A32}_{x8}  glc_{b60}==  eyJrIjoi{A90}  dp.pt.{A43}
phc_{A43}  phx_{A43}  PMAK-{h24}-{h34}  lin_api_{A40}  secret_{A43}  ntn_{d11}{A35}  figd_{w40}
pat{A14}.{h64}  pat-na1-{h8}-{h4}-{h4}-{h4}-{h12}  ATATT3xFfGF0{w186}  ATCTT3xFfGN0{w170}
ATBB{A28}{H8}  sgp_{h40}  sgp_local_{h40}  p8e-{a32}  rdme_{a70}  fio-u-{w64}  ico-{A32}
ops_eyJ{b300}  A3-{U6}-{U6}-{U5}-{U5}-{U5}-{U5}  AGE-SECRET-KEY-1{c58}  pscale_pw_{w43}
pscale_tkn_{w43}  pscale_oauth_{w43}  pnu_{A36}  sm_pat_{A16}  s-s4t2ud-{h64}  {A6}_{A29}_mmk
sl.{w135}  dnkey-{a26}-{a52}  pk.{a60}.{a22}  EAAM{A110}  {d15}|{w32}  pat.{w22}.{A24}.{A20}
AAAAAAAAAAAAAAAAAAAAAA{A90}  dnkey={a40}  eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx{w20}.{w43}
""".split()
FORMS.remove("dnkey={a40}")

# Where no form gives a secret away, its name has to.
NAMED = """
AWS_SECRET_ACCESS_KEY {b40}|aws_session_token {b200}==|AZURE_CLIENT_SECRET {w40}
AZURE_STORAGE_KEY {b86}==|AccountKey {b86}==|SharedAccessKey {b43}=|WANDB_API_KEY {h40}
DATADOG_API_KEY {h32}|DD_APP_KEY {h40}|CODECOV_TOKEN {h8}-{h4}-{h4}-{h4}-{h12}
HEROKU_API_KEY {h8}-{h4}-{h4}-{h4}-{h12}|SNYK_TOKEN {h8}-{h4}-{h4}-{h4}-{h12}
CLOUDFLARE_API_TOKEN {w40}|CLOUDFLARE_API_KEY {h37}|COHERE_API_KEY {A40}|MISTRAL_API_KEY {A32}
MAILGUN_SIGNING_KEY {h32}|TWILIO_AUTH_TOKEN {h32}|FASTLY_API_TOKEN {w32}|NETLIFY_AUTH_TOKEN {w43}
TRAVIS_TOKEN {A22}|DRONE_TOKEN {A32}|JFROG_API_KEY {a73}|SONAR_TOKEN {h40}
LAUNCHDARKLY_SDK_KEY {a40}|ALGOLIA_API_KEY {h32}|MAPBOX_SECRET_TOKEN {a60}
OKTA_CLIENT_TOKEN 00{w40}|VAULT_TOKEN {A26}|CONSUL_HTTP_TOKEN {h8}-{h4}-{h4}-{h4}-{h12}
PULUMI_ACCESS_TOKEN {h40}|DATABASE_PASSWORD {A12}|PGPASSWORD {A9}|MYSQL_PWD {A10}
REDIS_PASSWORD {w16}|db_password {a8}1|password {A14}|passwd {A8}|DJANGO_SECRET_KEY {A50}
FLASK_SECRET_KEY {h64}|JWT_SECRET {A32}|SESSION_SECRET {h32}|ENCRYPTION_KEY {b43}=
client_secret {w32}|refresh_token {w60}|access_token {w40}|id_token {w50}|oauth_token {A30}
api_key {A32}|apikey {h32}|SLACK_SIGNING_SECRET {h32}|GITHUB_WEBHOOK_SECRET {h40}
DOCKER_PASSWORD {A16}|TWINE_PASSWORD {A20}|NPM_AUTH {b40}=|SECRET_TOKEN {A24}|x-api-key {A40}
PRIVATE-TOKEN {w20}|X-Auth-Token {h32}|auth_token {A28}|sessionid {a32}|csrftoken {A64}
""".replace("\n", "|").strip("|").split("|")

# What logs put around a token.
PLACES = [
    "{s}", "token: {s}", "2026-01-02 03:04:05 INFO client: using {s} for requests",
    "E       AssertionError: assert '{s}' == ''", "E         - {s}", "os.environ['X'] = \"{s}\"",
    "FAILED tests/test_a.py::test_x[{s}] - AssertionError", "    call(Request(headers={{'X': '{s}'}}))",
    "GET https://api.example.org/v1?q=1&k={s}&z=2 401", "{{\"value\":\"{s}\",\"n\":1}}",
    "E   RuntimeError: bad answer\\n{s}\\nend", "+ deploy --with {s} --now", "value = {s}", "<x>{s}</x>",
    "self = <Client {s}>, n = 3", "({s})", "one,{s},two",
]
NAMED_PLACES = [
    "{n}={s}", "export {n}={s}", "{n} = '{s}'", "{n}: {s}", "{{'{n}': '{s}', 'x': 1}}",
    "{{\"{n}\": \"{s}\"}}", "    {n} = \"{s}\"", "E       AssertionError: {n}='{s}' is wrong",
    "docker run -e {n}={s} image", "  {n}: \"{s}\"", "set {n}={s}&& build",
    "config({n}='{s}', retries=3)",
    "{{\\\"{n}\\\": \\\"{s}\\\"}}",
]
# A whole structure; what is between ⟨ and ⟩ is the secret, ⏎ an end of line.
WHOLE = r"""
https://⟨user:{A12}⟩@github.com/o/r.git
https://⟨{A40}⟩@github.com/o/r
postgresql://⟨app:{A10}⟩@db.example/x
redis://⟨:{A14}⟩@cache:6379/0
mongodb+srv://⟨u:{A12}⟩@c.example/?retryWrites=true
amqp://⟨guest:{A8}⟩@mq//
smtp://⟨me%40example.org:{A9}⟩@mail.example:25
sentry https://⟨{h32}⟩@o1.ingest.example/2
Authorization: Bearer ⟨{A40}⟩
Authorization: Basic ⟨{b32}==⟩
authorization: token ⟨{h40}⟩
'Authorization': 'Bearer ⟨{w60}⟩'
Proxy-Authorization: Basic ⟨{b24}=⟩
Authorization: ⟨{A32}⟩
-H "Authorization: Bearer ⟨{A32}⟩"
-H 'X-Api-Key: ⟨{A32}⟩'
-H "PRIVATE-TOKEN: ⟨{w20}⟩"
- name: DB_PASSWORD⏎  value: ⟨{A12}⟩
{"name": "API_TOKEN", "value": "⟨{A30}⟩"}
docker login -u me -p ⟨{A16}⟩ r.example
curl -u ⟨admin:{A12}⟩ https://x.example
curl --user ⟨admin:{A12}⟩ https://x.example
Set-Cookie: ⟨session={A32}⟩; Path=/
Cookie: ⟨sid={A32}; csrftoken={A32}⟩
_gitlab_session=⟨{h32}⟩
machine api.example.org login me password ⟨{A14}⟩
//registry.example/:_authToken=⟨{A36}⟩
_auth = ⟨{b40}=⟩
Server=db;User Id=sa;Password=⟨{A12}⟩;
jdbc:mysql://h/d?user=u&password=⟨{A12}⟩
DefaultEndpointsProtocol=https;AccountName=a;AccountKey=⟨{b86}==⟩;EndpointSuffix=x
https://a.blob.core.windows.net/c?sv=2022-11-02&sig=⟨{A43}%3D⟩&se=1
X-Amz-Signature=⟨{h64}⟩&X-Amz-Date=1
<add key="Password" value="⟨{A16}⟩" />
<password>⟨{A12}⟩</password>
sshpass -p ⟨{A12}⟩ ssh x
mysql -u root --password=⟨{A12}⟩ db
"auths": {"ghcr.io": {"auth": "⟨{b40}⟩"}}
-----BEGIN RSA PRIVATE KEY-----⏎⟨{b64}⏎{b64}⏎{b40}==⟩⏎-----END RSA PRIVATE KEY-----
-----BEGIN OPENSSH PRIVATE KEY-----⏎⟨{b70}⏎{b70}⟩⏎-----END OPENSSH PRIVATE KEY-----
key = "-----BEGIN PRIVATE KEY-----\n⟨{b64}\n{b64}⟩\n-----END PRIVATE KEY-----\n"
-----BEGIN EC PRIVATE KEY-----⏎⟨{b64}⏎{b20}==⟩⏎-----END EC PRIVATE KEY-----
-----BEGIN PGP PRIVATE KEY BLOCK-----⏎⏎⟨{b64}⏎{b64}⟩⏎-----END PGP PRIVATE KEY BLOCK-----
-----BEGIN ENCRYPTED PRIVATE KEY-----⏎⟨{b64}⏎{b64}⏎{b64}⟩
""".strip().splitlines()
# Values of this process's credential variables, as a log may carry them.
CODINGS = [
    lambda value: value, lambda value: json.dumps(value), lambda value: repr(value),
    lambda value: "".join("%%%02X" % byte if chr(byte) not in SETS["A"] + "-_.~" else chr(byte)
                          for byte in value.encode()),
    lambda value: base64.b64encode(value.encode()).decode(),
    lambda value: base64.urlsafe_b64encode(value.encode()).decode().rstrip("="),
    lambda value: base64.b64encode(b"user:" + value.encode()).decode(),
]


def fill(pattern, draw):
    return re.sub(r"\{([a-zA-Z])(\d+)\}",
                  lambda m: "".join(draw.choice(SETS[m[1]]) for _ in range(int(m[2]))), pattern)


def made(count=500, seed=1):
    """(kind, text, what must be gone, known values): the fourth for values of the environment."""
    draw = random.Random(seed)
    samples = []
    known = [fill("{w16}!/{w8}", draw), fill("{A9} {A9}", draw), fill("{w30}", draw)]
    for value in known:
        for coding in CODINGS:
            samples.append(("environment", f"print: {coding(value)} end", coding(value).strip("'\""),
                            known))
    for pattern in WHOLE:
        text = fill(pattern.replace("⏎", "\n"), draw)
        secret = text[text.index("⟨") + 1:text.index("⟩")]
        samples.append((pattern[:24], text.replace("⟨", "").replace("⟩", ""), secret, []))
    places, named_places = list(PLACES), list(NAMED_PLACES)
    while len(samples) < count:
        for pattern in FORMS:
            secret = fill(pattern, draw)
            place = draw.choice(places)
            samples.append((pattern, place.format(s=secret), secret, []))
        for name, pattern in (pair.split(" ") for pair in NAMED):
            secret = fill(pattern, draw)
            place = draw.choice(named_places)
            samples.append((name, place.format(n=name, s=secret), secret, []))
    return samples


def is_gone(text, secret):
    """Nothing of the secret is left but what everybody knows: no eight characters of it in a row,
    its documented beginning aside."""
    if len(secret) < 12:
        return secret not in text
    tail = secret[len(secret) // 3:]
    return all(tail[i:i + 8] not in text for i in range(len(tail) - 7))
