# chatd, a chat room that people join with netcat. `make help` lists what can be made; README.md tells the rest.

JAR      := target/chatd.jar
SOURCES  := pom.xml $(shell find src/main -type f)
JAVA     := $(if $(JAVA_HOME),$(JAVA_HOME)/bin/java,java)
MVN      := mvn -B -q
# Enough for 10,000 people: a small heap and stacks, the collector and compiler with the least overhead.
JVM_OPTS ?= -XX:+UseSerialGC -Xms8m -Xmx48m -Xss256k -XX:TieredStopAtLevel=1

.PHONY: help run jar test unit scripts clean need-java need-build need-tests

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: need-java $(JAR) ## start the daemon on localhost:8000; options: make run ARGS='--listen 127.0.0.1:9000'
	@exec $(JAVA) $(JVM_OPTS) -jar $(JAR) $(ARGS)

jar: $(JAR) ## build target/chatd.jar

test: need-build need-tests ## run all tests: unit tests and test-scripts
	@MVN='$(MVN)' src/build/test all

unit: need-build ## run the unit tests only
	@MVN='$(MVN)' src/build/test unit

scripts: need-tests $(JAR) ## run the test scripts only; one of them: make scripts ONLY=two-people
	@ONLY='$(ONLY)' src/build/test scripts

clean: ## remove what was built
	rm -rf target

$(JAR): $(SOURCES) | need-build
	$(MVN) -Dmaven.test.skip=true package
	@touch $@

need-java:
	@src/build/need java

need-build:
	@src/build/need java javac mvn

need-tests:
	@src/build/need expect nc
