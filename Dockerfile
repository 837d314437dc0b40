FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md ./
COPY app app
COPY collectors collectors
COPY dashboard dashboard
COPY migrations migrations
RUN python -m venv /opt/modelshare && /opt/modelshare/bin/pip install --no-cache-dir '.[auth]'

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 modelshare
COPY --from=build /opt/modelshare /opt/modelshare
ENV PATH=/opt/modelshare/bin:$PATH PYTHONUNBUFFERED=1 MODELSHARE_DATA_DIR=/tmp/modelshare
USER 10001
WORKDIR /home/modelshare
ENTRYPOINT ["modelshare"]
CMD ["--help"]
