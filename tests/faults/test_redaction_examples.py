"""Texts that speak of secrets and hold none, and shapes of secrets that logs really have."""

import pytest

from faultbook.faults.redaction import Redactor, redact, redact_json

# A password without a digit, and a token: neither is one.
WORD = "swordfish" + "canary"
TOKEN = "Zq9X7v" + "Canary4kP2mR"
KEY_40 = "wJalrXUtnFEMI/" + "K7MDENG/bPxRfiCY" + "EXAMPLEKEY"

STAYS = """
password: expired
Password: Required
password: must be at least 8 characters
password is required
password expired for user bob123
The password you entered is incorrect
invalid password for user bob
Invalid password for user bob123
password authentication failed for user "postgres"
FATAL: password authentication failed for user "app_user1"
Failed password for root from 10.0.0.5 port 55221 ssh2
Failed password for invalid user admin1 from 10.0.0.5 port 55221 ssh2
Access denied for user 'root'@'localhost' (using password: YES)
Access denied for user 'root'@'10.0.0.5' (using password: NO)
password reset link sent
password changed successfully
password change required
password: null
password=null
password=None
password=***
password=******** user=bob
password=<redacted>
password: [FILTERED]
"password": "[Filtered]"
password=${DB_PASSWORD}
password={{ vault.db }}
password=%s
password: String
def connect(user, password): pass
password=password_from_env()
password=os.environ["DB_PASSWORD"]
unexpected token: ,
Unexpected token } in JSON at position 5
unexpected token: identifier
mismatched input 'foo' expecting token: 'bar'
SyntaxError: Unexpected token '<', "<!DOCTYPE "... is not valid JSON
token expired
token: expired
token is invalid
Token validation failed: signature mismatch
token_type=bearer expires_in=3600
max_tokens=4096 total_tokens: 123456
next_token=null
token bucket is empty
tokenizer: bert-base-uncased
key not found
key not found: user_id
KeyError: 'user_name'
duplicate key value violates unique constraint "users_pkey"
Key (id)=(42) already exists
primary key: order_id
partition_key=2026-01-01/orders
cache key user:42:profile missing
sort_key=created_at
foreign key constraint fails
secret rotation started
secret scope my-scope does not exist
Secret "my-secret" not found
secret kube-system/bootstrap-token not found
secret=kube-system/my-secret
secretName: my-tls-cert
mounting secret volume token-abc12
secret: not found
authorization failed
Authorization: missing
Authorization header is missing
authorization_code grant
auth: failed
auth=none
authenticated user bob
author: Jane Miller
credentials: expired
credentials not found
credential provider chain exhausted
No credentials found in provider DefaultAWSCredentialsProviderChain
Basic authentication required
basic health check passed
Bearer token missing
WWW-Authenticate: Bearer realm="api", error="invalid_token"
cookie: missing
cookies are disabled
org.apache.spark:spark-sql_2.13:4.1.0
com.fasterxml.jackson.core:jackson-databind:2.15.2
commit 3b18e512dba79e4c8300dd08aeb37f8e728b8dad
sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08
image registry.example.com/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08 pulled
request_id=550e8400-e29b-41d4-a716-446655440000
X-Request-Id: 4bf92f3577b34da6a3ce929d0e0e4736
trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7
traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01
etag: "33a64df551425fcc55e4d42a148795d9f25f89d4"
md5=d41d8cd98f00b204e9800998ecf8427e
rsync user@host.internal:/path/x failed
scp bob@10.0.0.5:/tmp/x .
abfss://container@account.dfs.core.windows.net/path
wasbs://c@a.blob.core.windows.net/x
lodash@4.17.21
npm install @types/node@18.0.0 failed
git@github.com:org/repo
git clone git@github.com:org/repo.git
ssh://git@github.com:22/org/repo
com.example.Bar@1f2e3d4c
lock:java.lang.Object@3f2a
java.util.concurrent.CompletableFuture@7d9f158f[Not completed]
user bob@db
@Override
at @angular/core@15.2.1
12:30:45 host@boot
http://host:8080/path?x=a@b
https://example.com/a:b@c
jdbc:postgresql://db:5432/app?user=bob
adb-1234567890123456.7.azuredatabricks.net
?o=4111111111111111
run_id=4111111111111111
job 4111111111111111 failed
trace 4111111111111111
blk_4111111111111111111
order_id: 4111111111111111
1700000000000 1700000000000000
1700000000000000000
phone 4111111
ISBN 978-3-16-148410-0
4111-1111-1111-1112
0000 0000 0000 0000
10.0.0.1 10.0.0.2 10.0.0.3 10.0.0.4
docker run -p 8080:80 nginx
mkdir -p /var/lib/app
kubectl get pods -w
ps -u root
curl -u bob https://x
curl -X POST https://api.example.com -H 'Accept: */*'
use --password to set it
the --token flag is required
unknown option --api-key
PWD=/root
pwd: /home/bob/app
OLDPWD=/tmp
bypass=on compass=north
passed: 12, failed: 3
test passed
pass: 3 fail: 0
PASS src/app.test.js
passing: true
passenger=bob
SSH public key fingerprint SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8
-----BEGIN CERTIFICATE-----
-----BEGIN PUBLIC KEY-----
ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQ
monkey: 5 turkey=3
keyboard: us
api_key_id=123
api key is invalid
API key not valid. Please pass a valid API key.
invalid_client: client_secret is missing
AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value
The access key ID you provided does not exist in our records
The request signature we calculated does not match the signature you provided. Check your key and signing method.
InvalidAccessKeyId: The AWS Access Key Id you provided does not exist
SignatureDoesNotMatch
signature: invalid
signature=SHA256withRSA
method signature (Ljava/lang/String;)V
CSRF token missing or incorrect
session expired
session_id=0a1b2c3d
Cannot resolve column name "password" among (id, name, password_hash)
select password, name from users
field password has wrong type
{"error":{"password":["is too short","can't be blank"]}}
{"password":"is required"}
{"token":null,"password":"","secret":false}
kerberos principal bob/host.example.com
classOf[org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat]
/opt/app/releases/20260101/Main2/Worker3/Stage4/Task5/Abc
s3://bucket/Path1/To2/Object3/WithMixed4Case5/Names6/And7Digits
IllegalArgumentException: requirement failed: Sha256Hash
dose of vaccine, dapivirine
sk-learn-pipeline-version-2 task-runner-12345678901234567890
risk-assessment-service-2026-deployment-7d9f8b6c5d-x2k4z
pod web-7d9f8b6c5d-x2k4z evicted
hf_hub_download
npm_config_registry
glacier-archive-2026-01-01-backup-file
AC adapter unplugged
pypi-attestations
v1.2.3-rc1
arn:aws:iam::123456789012:role/my-role
arn:aws:secretsmanager:us-east-1:123456789012:secret:my-secret-AbCdEf
projects/x/secrets/my-secret/versions/3
access_key=null
enter password:
Password:
sudo: a password is required
[sudo] password for bob:
passphrase for key '/home/anna/.ssh/id_rsa':
password file /etc/passwd
/etc/passwd: permission denied
token ring network
auth/token/renew: 403
POST /oauth/token 401
GET /api/password/reset 404
reset-password?user=bob
key=value
a=b; c=d
cluster 0612-083012-abc123de
warehouse 4b1c2d3e4f5a6b7c
notebook /Users/x/y
user: bob host: h
email: not provided
contact support
basic: true
at com.example.auth.TokenService.validateToken(TokenService.java:142)
at com.example.Keys.getSecretKey(Keys.scala:12) ~[keys-1.2.jar:1.2]
at com.example.Auth.checkPassword(Auth.java:12)
org.apache.spark.sql.catalyst.parser.ParseException.withToken(ParseDriver.scala:306)
main.checkPassword(0xc000123400, {0x7f, 0x5})
  + password = (sensitive value)
  + master_password = (known after apply)
AUTH <password> called without any password configured for the default user
PASS: test_login (0.12s)
--- PASS: TestTokenRefresh (0.00s)
Pass 1 of 3: pass rate 98.2%
GET /reset-password HTTP/1.1
PUT /password 302 12.3 ms
GET /token 401
/password took 12ms
method=POST path=/reset-password format=html status=302
request to https://example.org/account/change-password: timeout after 3000 ms
url="/secrets" status=500
{"path":"/password","status":401,"ms":12}
"POST /wp-login.php?action=lostpassword HTTP/2.0" 200
    password = os.getenv("DB_PASSWORD")
    secret = client.get_secret(name)
passwd[123]: pam_unix(passwd:chauthtok): password changed for bob
random_password.db: Creation complete after 0s [id=none]
signature: (Ljava/lang/String;)V
signature: Ljava/lang/String;
[LeaseRenewer:msrabi@msra-sa-41:9000] org.apache.hadoop.ipc.Client: Address change detected
wanted sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==
""".strip("\n").splitlines()


@pytest.mark.parametrize("text", STAYS)
def test_what_only_speaks_of_secrets_stays(text):
    assert redact(text) == text


GOES = [
    "net.exe /password %t",
    "schtasks /password:%w",
    "POST /login password: %w",
    "cannot write /X-Password: %t=%t",
    "password[0]: %w",
    "passwd: %w",
    "bob:%w@db:5432 refused",
    "AppUser:%t@db:5432 refused",
    '{"user":{"password":{"value":"%w"}}}',
    '{\\"password\\":{\\"old\\":\\"%w\\",\\"new\\":\\"%w\\"}}',
    "{:password=>{:value=>\"%w\"}, 'password'=>{'value'=>'%w'}}",
    '{"password":{"n":1,"old":null,"new":"%w"}}',
    '{"sv":"2022-11-02","sig":"%t%tZq%3D"}',
    "sas: {sr: c, sig: %t%tZq=}",
    "schema.registry.basic.auth.user.info=bob:%t",
    "mot_de_passe=%w",
    "pswd: %w",
    "psw=%w",
    "password → %w",
    "password given: %w",
    "the password entered was %w",
    "password used: %w",
    "passwd %t",
    "pwd=%w",
    "PWD : %w",
    '"pwd":"%w"',
    "'api_key':'%wxx'",
    "x-api-key: %t",
    "X-API-KEY=%t",
    "client_secret=%t",
    'clientSecret: "%t"',
    "Set-Cookie: sid=%t; Path=/",
    "password%3D%w%26user%3Dbob",
    'password="%w"',
    "password='%w'",
    "password=`%w`",
    "password=“%w”",
    "password=%w,user=bob",
    "password=%w;user=bob",
    "(password=%w)",
    "[password=%w]",
    "{password=%w}",
    "<password=%w>",
    'password: "%w and more"',
    "password=%w&x=1",
    "PASSWORD=%w",
    "PassWord: %w",
    "Password for bob: %w",
    "password of user bob is %w",
    "the password is %w",
    "password was %w",
    "password:%w",
    "password : %w",
    "password  =  %w",
    "password=>%w",
    "password -> %w",
    "pass=%w",
    "pass: %w",
    "db_pass=%w",
    "userPass=%w",
    "dbPassword=%w",
    "password1=%w password2=%w",
    "old_password=%w, new_password=%wx",
    "secret: %t",
    "secret=%w",
    "my secret is %t",
    "token=%t",
    "token: %t",
    "access_token=%w",
    "?access_token=%t&x=1",
    "#access_token=%t",
    "api key: %t",
    "API key is %t",
    "apikey %t",
    "with api key %t",
    "using token %t",
    'token "%t"',
    "secret '%t'",
    "Authorization: %t",
    "Authorization: Token %t",
    "Authorization: ApiKey %t",
    'authorization: Digest username="bob", realm="x", nonce="%t", response="%t"',
    "bearer:%t",
    "BEARER %t",
    "Bearer %w.%w",
    '"bearer %t"',
    "https://bob:%w@h",
    "https://bob:%w@h:80/x",
    "http://bob:pa/ss%w@h/x",
    "http://bob:p@%w@h/x",
    "https://%t@github.com/x",
    "https://%t:x-oauth-basic@github.com/x",
    "bob:%w@db:5432/x",
    "https%3A%2F%2Fbob%3A%w%40h%2Fx",
    '"url":"https:\\/\\/bob:%w@h\\/x"',
    "mysql -uroot -p%w",
    "mysql -u root --password=%w",
    'curl -u "bob:%w" https://x',
    "curl --user bob:%w https://x",
    "['mysql', '-p%w']",
    "['curl', '-u', 'bob:%w']",
    '--password "%w"',
    "--password='%w'",
    "-password %w",
    "/password:%w",
    "--db-password %w",
    "--token=%t",
    "['--password', '%w']",
    '["--api-key", "%t"]',
    "&quot;password&quot;:&quot;%w&quot;",
    "\\u0022password\\u0022:\\u0022%w\\u0022",
    '{\\\\\\"password\\\\\\":\\\\\\"%w\\\\\\"}',
    "{u'password': u'%w'}",
    "{b'password': b'%w'}",
    '{:password=>"%w"}',
    "password: !!str %w",
    '"passwords": ["%w", "%wx"]',
    'password=["%w"]',
    "password[]=%w",
    "user[password]=%w",
    "user%5Bpassword%5D=%w",
    "env DB_PASSWORD=%w ./run",
    "export PGPASSWORD=%w",
    "SPRING_DATASOURCE_PASSWORD=%w",
    "-Dspring.datasource.password=%w",
    "-Djavax.net.ssl.keyStorePassword=%w",
    "spark.hadoop.fs.azure.account.key.acct.dfs.core.windows.net=%t==",
    "fs.azure.account.oauth2.client.secret.acct.dfs.core.windows.net %t",
    "fs.s3a.secret.key: %t",
    'sasl.jaas.config=org.apache.kafka.PlainLoginModule required username="u" password="%w";',
    "IDENTIFIED BY %w",
    'IDENTIFIED BY "%w"',
    "PASSWORD '%w'",
    "Password:\t%w",
    "passwort: %w",
    "contraseña: %w",
    "mot de passe: %w",
    "密码：%w",
    "password＝%w",
    "pass phrase: %w",
    "passphrase=%w",
    "<%t@example.com>",
    "mailto:%t@example.com",
    "%t@EXAMPLE.COM",
    "user:%t@example.com",
    "%t@sub.example.museum",
    "email=%t%40example.com",
    "%t+tag@example.com",
    "%t@exämple.de",
    "%t@xn--exmple-cua.de",
    "o'neil%t@example.com",
    "aws_secret_access_key=%k",
    "secret access key: %k",
    "JSESSIONID=%t",
    "_authToken=%t",
    "_auth=%t",
    '//registry.npmjs.org/:_password="%t"',
    "machine h login bob password %w",
    '"auth": "%tAb=="',
    '"auth":{"identitytoken":"%t"}',
    '"private_key":"%t"',
    "credentials=%t",
    "creds: bob/%t",
    "credential: %t",
    "user=bob pass=%w",
    "username bob password %t",
    "wrong password %t",
    'invalid password "%w"',
    "bad password=%w",
    "hash $2b$12$KIXQ4%tabcdefghijklmnopqrstuvwxyz01234",
    "password_hash=$2b$12$%t",
    '{"key": "password", "value": "%w"}',
    '<entry key="db.password">%w</entry>',
    '<property name="password" value="%w"/>',
    "<db:password>%w</db:password>",
    '<Password xsi:type="string">%w</Password>',
    "Password=%w</x>",
    "password set to %w",
    "password changed to %w",
    '"password" : "%w"',
    '"password"=>"%w"',
    'password := "%w"',
    'password == "%w"',
    'if password != "%w"',
    'password.equals("%w")',
    'setPassword("%w")',
    'password("%w")',
    "withPassword('%w')",
    "http-outgoing-0 >> Authorization: Bearer %t",
    '-H "X-Api-Key: %t"',
    "--header 'PRIVATE-TOKEN: %t'",
    "x-amz-security-token:%t",
    "X-Vault-Token: %t",
    "X-Auth-Token=%t",
    "Api-Key %t",
    "Authorization: Api-Key %t",
    "Authorization: %w%w",
    "AUTHORIZATION=Bearer+%t",
    "Authorization%3A%20Bearer%20%t",
    'authorization":["Bearer %t"]',
    '{"headers":{"authorization":["Bearer %t"]}}',
    "[('Authorization', 'Bearer %t')]",
    "header authorization Bearer %t",
    "Authorization header: Bearer %t",
    "Authorization header is 'Bearer %t'",
    "\tAuthorization\tBearer %t",
    "auth=('bob', '%w')",
    "HTTPBasicAuth('bob', '%w')",
    "basic_auth=bob:%w",
    "--basic-auth bob:%w",
    "http_auth: bob:%w",
    "Cookie: JSESSIONID=%t; theme=dark",
    "cookies={'session': '%t'}",
    '"cookies":{"sid":"%t"}',
    "Set-Cookie: sessionid=%t; expires=Wed, 09 Jun 2026 10:18:14 GMT; Path=/",
    "set-cookie => sid=%t",
    '"set-cookie":["a=%t; Path=/","b=%t"]',
    "Cookie2: $Version=1; x=%t",
    "cookie header: sid=%t",
    'Cookie: sid="%t"',
    "Cookie: %t",
    "mongodb://root:%w@a:1,b:2/db?authSource=admin",
    "amqps://u:%w@h/v",
    "snowflake://u:%w@acct/db",
    "mssql+pyodbc://sa:%w@h/db?driver=x",
    "DATABASE_URL=postgres://u:%w@h/db",
    "ldap://cn=admin,dc=x:%w@h",
    "smtp://user%40example.com:%w@smtp.example.com:587",
    "host=db user=bob password=%w dbname=x",
    "host=db user=bob password='%w x' dbname=x",
    "Data Source=x;Initial Catalog=y;User ID=sa;Pwd=%w",
    "Uid=sa;Pwd=%w;",
    "jdbc:oracle:thin:bob/%w@//h:1521/s",
    "jdbc:sqlserver://h;user=sa;password={%w};x=y",
    "jdbc:databricks://h;PWD=%w",
    "jdbc:snowflake://x/?user=u&password=%w&db=z",
    "redis://default:%w@h:6379",
    "rediss://:%w@h",
    "nats://%t@h:4222",
    "kafka sasl.password=%w",
    "sasl.plain.password = %w",
    "ConnectionString: Server=x;Password=%w",
    "conn str 'Server=x;Pwd=%w'",
    "AccountKey=%k%kABCDEF==",
    "SharedAccessKey=%tabcdefgh=",
    "?sv=2020&ss=b&sig=%tabcd%3D",
    "?sig=%t",
    "&Signature=%t~abc_&Key-Pair-Id=K",
    "SAS token: sv=2020&sig=%tabcd%3D",
    "sp=r&st=2020&se=2021&spr=https&sv=2020&sr=b&sig=%t",
    "AWS_SECRET_ACCESS_KEY: '%k'",
    "secret_key => %k",
    'SecretAccessKey\\": \\"%k\\"',
    "using secret %k for s3",
    "[default]\\naws_secret_access_key = %k\\n",
    "aws configure set aws_secret_access_key %k",
    "AZURE_CLIENT_SECRET=%t",
    "clientSecret=%w",
    "client-secret: %t~x",
    "client secret '%t' is wrong",
    "tenant x client y secret %t",
    "oauth client_id=abc client_secret=%w",
    "grant_type=password&username=bob&password=%w",
    "grant_type=client_credentials&client_id=x&client_secret=%w",
    "refresh_token=%w",
    "id_token=%t",
    "sas_token=%t",
    "license_key=%t",
    "private_key=%t",
    "private key: %t",
    '"private_key_id":"x","private_key":"%t"',
    "ssh_key=%t",
    "encryption key %t",
    "master key: %t",
    "hmac secret = %t",
    "SECRET_KEY_BASE=%t%t",
    "RAILS_MASTER_KEY=%t",
    "JWT_SECRET=%w",
    "APP_SECRET=%w",
    "DJANGO_SECRET_KEY=%w",
    "secretkey=%w",
    "SLACK_TOKEN=%w",
    "GITHUB_TOKEN=%wx",
    "NPM_TOKEN=%t",
    "SENDGRID_API_KEY=%w",
    "apiKey:'%w'",
    "appKey=%w",
    "app_key=%t",
    "api-secret=%w",
    "consumer_key=%t consumer_secret=%w",
    "bot_token=%t",
    "webhook_secret=%w",
    "verification_token=%t",
    "csrf_token=%t",
    "xsrf-token: %t",
    "vault token: s.%tabc123",
    "unseal key: %t%t",
    "Unseal Key 1: %t%t",
    "root token: %t",
    "db.pass=%w",
    "mail.smtp.password=%w",
    "ftp password %w1",
    "ftps://u:%w@h/",
    "sshpass -p '%w' ssh",
    "SSHPASS=%w sshpass -e",
    "docker login -u bob -p%w r",
    "curl -u bob:%w -X POST",
    "curl -sSu bob:%w https://h",
    'curl -H"Authorization: Bearer %t"',
    "wget --password=%w",
    "wget --http-password=%w",
    "ldapsearch -D cn=x -w %w -b dc=x",
    'psql "host=h password=%w"',
    "PGPASSWORD='%w' psql",
    "openssl rsa -passin pass:%w",
    "-storepass:%w",
    "keytool -keypass %w",
    "mysqldump -u root -p'%w'",
    'mysql -h h -p"%w"',
    "unzip -P %w x.zip",
    "7z x -p%w",
    "kubectl create secret generic x --from-literal=password=%w",
    "helm install --set db.password=%w",
    "terraform apply -var 'db_password=%w'",
    "-var=db_password=%w",
    "ansible_password=%w",
    "ansible_become_pass=%w",
    "--pass %w",
    "--passwd=%w",
    "--pw %w",
    "-pw %w",
    "plink -pw %w h",
    "password=%w\\nuser=bob",
    "password: %w\\n",
    "Password: %w\r\n",
    '"password":\n  "%w"',
    "password:\n  %w",
    "password: |\n  %w",
    "password: >-\n  %w",
    "'password' => '%w',",
    "password =%w",
    "password= %w",
    "password\xa0=\xa0%w",
    "password\u200b=%w",
    "password===%w",
    "%22password%22%3A%22%w%22",
    "%2522password%2522%253A%2522%w%2522",
    "password%253D%w",
    "&#34;password&#34;:&#34;%w&#34;",
    "&lt;password&gt;%w&lt;/password&gt;",
    "\\x22password\\x22:\\x22%w\\x22",
    "<password><![CDATA[%w]]></password>",
    '<wsse:Password Type="x#PasswordText">%w</wsse:Password>',
    "password_=%w",
    "_password=%w",
    "$password = '%w';",
    "@password='%w'",
    ":password => '%w'",
    "password?=%w",
    "password*: %w",
    "**password**: %w",
    "`password`: `%w`",
    "password: (%w)",
    "password: [%w]",
    "password: {%w}",
    "password: *%w*",
    'password: """%w"""',
    "password: %w!",
    "Password=%w?",
    "pwd %w1",
    "user bob pwd %t",
    "pass %t",
    'password="%w","x":1',
    'password=\\"%w\\"',
    "password=\\'%w\\'",
    "password=''%w''",
    "password is: %w",
    "password is '%w'",
    "password was set to '%w'",
    "new password: %w",
    "your password is %w",
    "Your temporary password: %w",
    "temp password %t",
    "initial password for admin: %w",
    "default password '%w' used",
    "password for user 'bob' is '%w'",
    "password (bob): %w",
    "password[bob]: %w",
    "password(s): %w",
    "credentials: bob:%w",
    "creds=bob:%w",
    "user/pass: bob/%w",
    "username/password: bob/%w",
    "username:password = bob:%w",
    "user:pass=bob:%w",
]


@pytest.mark.parametrize("form", GOES)
def test_what_a_secret_stands_in_does_not_save_it(form):
    redacted = redact(form.replace("%w", WORD).replace("%t", TOKEN).replace("%k", KEY_40))
    assert not any(secret in redacted for secret in (WORD, TOKEN, KEY_40))


@pytest.mark.parametrize(
    "secret",
    [
        "glpat-" + TOKEN + "Zq",
        "xoxb-123456789012-1234567890123-" + TOKEN,
        "sk_" + "live_" + TOKEN + "Zq",
        "npm_" + TOKEN * 2,
        "pypi-AgEIcHlwaS5vcmc" + TOKEN * 3,
    ],
)
@pytest.mark.parametrize("around", ["user%s", "0x%s,", "%s%s"])
def test_a_token_is_known_behind_letters_and_digits(around, secret):
    assert TOKEN[:8] not in redact(around.replace("%s", secret))


@pytest.mark.parametrize("text", ["password provided: no", "password received from 10.0.0.5", "wrong password entered"])
def test_words_about_a_given_password_stay(text):
    assert redact(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("password=x1y2z3, user=bob", "password=[redacted], user=bob"),
        ("{password=x1y2z3}", "{password=[redacted]}"),
        ('{"password":"x1y2z3","n":1.50}', '{"password":"[redacted]","n":1.50}'),
        ("https://api.example.com/x?token=abcd1234&page=2", "https://api.example.com/x?token=[redacted]&page=2"),
        ("Server=db;Password=two words;Encrypt=true", "Server=db;Password=[redacted];Encrypt=true"),
        ("refused (password: hunter2) by host 7", "refused (password: [redacted]) by host 7"),
        ("mail to bob@example.com, then wait", "mail to [email], then wait"),
        ('{"password": {"value": "x1y2z3", "n": 1}}', '{"password": {"value": "[redacted]", "n": 1}}'),
        ("card 4111 1111 1111 1111 declined", "card [redacted] declined"),
        ("client.setToken(Zq9X7vCanary4kP2mR)", "client.setToken([redacted])"),
        ("withPassword(hunter2) failed", "withPassword([redacted]) failed"),
        ("<password>x1y2z3</password> took 3 ms", "<password>[redacted]</password> took 3 ms"),
        ("&lt;password&gt;x1y2&lt;/password&gt; took 3 ms", "&lt;password&gt;[redacted]&lt;/password&gt; took 3 ms"),
        ("<password>cut off pass phrase", "<password>[redacted]"),
        ("PASS: hunter2!", "PASS: [redacted]"),
        ("smtp_pass: hunter22", "smtp_pass: [redacted]"),
    ],
)
def test_what_stands_beside_a_secret_stays(text, expected):
    assert redact(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"password": 12345678, "n": 1.50}', '{"password": "[redacted]", "n": 1.50}'),
        ('{"secret":{"a":["one two3four5", 7, null, true]}}', '{"secret":{"a":["[redacted]", 7, null, true]}}'),
        ('{"headers":[["authorization","Bearer x1y2z3w4"]]}', '{"headers":[["authorization","[redacted]"]]}'),
        ('[{"name":"password","value":"x"}]', '[{"name":"password","value":"[redacted]"}]'),
        ('{"m":"caf\\u00e9 \\/ bob@example.com"}', '{"m":"caf\\u00e9 \\/ [email]"}'),
        ('{"p\\u0061ssword":"x1y2"}', '{"p\\u0061ssword":"[redacted]"}'),
        ('{"password":null,"token":true,"id":1e400}', '{"password":null,"token":true,"id":1e400}'),
        ('{"password":"expired"}', '{"password":"expired"}'),
        ('{"card":4111111111111111,"id":4111111111111111}', '{"card":"[redacted]","id":4111111111111111}'),
        ('{"bob@example.com":"x"}', '{"bob@example.com":"x"}'),
        ("not json, password: hunter2", "not json, password: [redacted]"),
        ('{"password":"hunter2"', '{"password":"[redacted]"'),
        ('"password: hunter2"', '"password: [redacted]"'),
        ("", ""),
    ],
)
def test_json_is_edited_in_place(text, expected):
    assert redact_json(text) == expected


def test_own_rules_take_out_their_group_or_the_whole():
    redactor = Redactor(rules=[r"order (?P<secret>[A-Z]{3}-\d+)", r"badge-\d+"])
    assert redactor.redact("order ABC-12 by badge-77, order 9") == "order [redacted] by [redacted], order 9"
    assert redactor.redact_json('{"a": "badge-1", "n": 5}') == '{"a": "[redacted]", "n": 5}'


def test_what_is_allowed_stays_and_only_that():
    redactor = Redactor(allow=[r"demo", r".*@example\.com"])
    text = "password=demo mail bob@example.com, password=demo2 mail bob@example.org"
    assert redactor.redact(text) == "password=demo mail bob@example.com, password=[redacted] mail [email]"
    assert redactor.redact_json('{"password": "demo"}') == '{"password": "demo"}'


@pytest.mark.parametrize("arguments", [{"rules": ["("]}, {"allow": ["["]}, {"rules": ["x*"]}, {"rules": [""]}])
def test_a_wrong_rule_is_named(arguments):
    with pytest.raises(ValueError, match=r"redaction (rule|allow)"):
        Redactor(**arguments)
