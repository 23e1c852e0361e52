"""The jobs of CI systems: for a project a check of each change, for policies all that looks after
them. The ones for projects stand in examples/ci, too."""

from __future__ import annotations

from collections.abc import Mapping

PLACES: Mapping[str, str] = {
    "github": ".github/workflows/remit.yml",
    "gitlab": ".gitlab-ci.yml",
    "azure": "azure-pipelines.yml",
    "jenkins": "Jenkinsfile",
}
"""The CI systems, and where each looks for its jobs."""

_PROJECT: Mapping[str, str] = {
    "github": """\
# Checks each change against the revision that it began from, and shows what it finds in its lines.
name: remit
on:
  pull_request:
    types: [opened, synchronize, reopened, edited] # edited: by another target it is another change
  merge_group:
  push: {{branches: [main]}}
permissions:
  contents: read
env:
  REMIT_PACKAGE: "{remit}" # what pip installs, such as remit @ git+https://...@v0.1.0
  REMIT_OPTIONS: "" # such as a configuration from elsewhere: --config pack:acme-policies
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0 # the base of the change has to be there
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install --quiet "$REMIT_PACKAGE"
      - run: remit check --base auto --format github $REMIT_OPTIONS
""",
    "gitlab": """\
# Checks each change against the revision that it began from; its findings stand in the widget of
# the merge request. Another project's pipeline takes it with
# `include: [{{project: ..., ref: ..., file: ...}}]`.
variables:
  REMIT_PACKAGE: "{remit}" # what pip installs, such as remit @ git+https://...@v0.1.0
  REMIT_OPTIONS: "" # such as a configuration from elsewhere: --config pack:acme-policies

remit:
  stage: test
  image: python:3.12
  variables:
    GIT_DEPTH: "0" # the base of the change has to be there
  before_script:
    - pip install --quiet "$REMIT_PACKAGE"
  script:
    - >-
      remit check --base auto --format text
      --format gitlab:remit.json --format junit:remit.xml $REMIT_OPTIONS
  artifacts:
    when: always
    reports:
      codequality: remit.json
      junit: remit.xml
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
""",
    "azure": """\
# Checks each change against the revision that it began from; its findings stand among the tests.
# In Azure Repos pull requests run it by a build validation policy of the branch, not by `pr`.
trigger:
  branches: {{include: [main]}}
pr:
  branches: {{include: [main]}}
variables:
  REMIT_PACKAGE: "{remit}" # what pip installs, such as remit @ git+https://...@v0.1.0
  REMIT_OPTIONS: "" # such as a configuration from elsewhere: --config pack:acme-policies
pool:
  vmImage: ubuntu-latest
steps:
  - checkout: self
    fetchDepth: 0 # the base of the change has to be there
  - task: UsePythonVersion@0
    inputs:
      versionSpec: "3.12"
  - bash: pip install --quiet "$REMIT_PACKAGE"
    displayName: install
  - bash: remit check --base auto --format text --format junit:remit.xml $REMIT_OPTIONS
    displayName: check
  - task: PublishTestResults@2
    condition: succeededOrFailed()
    inputs:
      testResultsFormat: JUnit
      testResultsFiles: remit.xml
      testRunTitle: remit
""",
    "jenkins": """\
// Checks each change against the revision that it began from; its findings stand among the tests.
// For a multibranch pipeline: a pull request's target branch is fetched, and the clone is not
// shallow.
pipeline {{
  agent {{ docker {{ image 'python:3.12' }} }}
  environment {{
    REMIT_PACKAGE = '{remit}' // what pip installs, such as remit @ git+https://...@v0.1.0
    REMIT_OPTIONS = ' ' // such as a configuration from elsewhere: --config pack:acme-policies
  }}
  stages {{
    stage('install') {{
      steps {{
        sh 'python3 -I -m venv "$WORKSPACE_TMP/remit"'
        sh '"$WORKSPACE_TMP/remit/bin/python" -I -m pip install --quiet "$REMIT_PACKAGE"'
      }}
    }}
    stage('check') {{
      steps {{
        sh '''
          PATH="$WORKSPACE_TMP/remit/bin:$PATH"
          remit check --base auto --format text --format junit:remit.xml $REMIT_OPTIONS
        '''
      }}
      post {{ always {{ junit 'remit.xml' }} }}
    }}
  }}
}}
""",
}

_POLICIES: Mapping[str, str] = {
    "github": """\
name: remit
on:
  pull_request:
  merge_group:
  push: {{branches: [main]}}
permissions:
  contents: read
jobs:
  policies:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install --quiet .
      - run: remit fmt --check .
      - run: remit lint
      - run: remit test
      - run: remit check
""",
    "gitlab": """\
policies:
  stage: test
  image: python:3.12
  before_script:
    - pip install --quiet .
  script:
    - remit fmt --check .
    - remit lint
    - remit test --format text --format junit:remit.xml
    - remit check
  artifacts:
    when: always
    reports:
      junit: remit.xml
""",
    "azure": """\
trigger:
  branches: {{include: [main]}}
pr:
  branches: {{include: [main]}}
pool:
  vmImage: ubuntu-latest
steps:
  - task: UsePythonVersion@0
    inputs:
      versionSpec: "3.12"
  - bash: pip install --quiet .
    displayName: install
  - bash: remit fmt --check . && remit lint && remit test && remit check
    displayName: check
""",
    "jenkins": """\
pipeline {{
  agent {{ docker {{ image 'python:3.12' }} }}
  stages {{
    stage('policies') {{
      steps {{
        sh 'python3 -I -m venv "$WORKSPACE_TMP/remit"'
        sh '"$WORKSPACE_TMP/remit/bin/python" -I -m pip install --quiet .'
        sh '''
          PATH="$WORKSPACE_TMP/remit/bin:$PATH"
          remit fmt --check .
          remit lint
          remit test
          remit check
        '''
      }}
    }}
  }}
}}
""",
}

JOBS: Mapping[str, Mapping[str, str]] = {"project": _PROJECT, "policies": _POLICIES}
"""The jobs of each starter, by CI system."""
