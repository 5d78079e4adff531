# The console and the API over a folder of Delta tables or a SQL warehouse. docs/console.md says how to run it.
FROM python:3.12-slim AS build
WORKDIR /source
COPY pyproject.toml README.md LICENSE databricks.yml faultbook.yml ./
COPY src src
COPY resources resources
COPY catalog catalog
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels .

FROM python:3.12-slim
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir "$(ls /wheels/*.whl)[console,workspace]" && rm -r /wheels \
    && useradd --system --create-home --home-dir /var/lib/faultbook faultbook
USER faultbook
WORKDIR /var/lib/faultbook
ENV FAULTBOOK_PREFERENCES=/var/lib/faultbook/console.db PYTHONUNBUFFERED=1
EXPOSE 8080
HEALTHCHECK CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/health', timeout=5)"]
ENTRYPOINT ["faultbook", "serve", "--host", "0.0.0.0", "--port", "8080"]
