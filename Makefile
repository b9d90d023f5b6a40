# chatd, a chat room that people join with netcat. `make help` lists what can be made; README.md tells the rest.

JAR      := target/chatd.jar
IMAGE    := target/image/bin/chatd
SOURCES  := pom.xml $(shell find src/main -type f)
JAVA     := $(if $(JAVA_HOME),$(JAVA_HOME)/bin/java,java)
MVN      := mvn -B -q
# Enough for 10,000 people: a small heap and stacks, the collector and compiler with the least overhead.
JVM_OPTS ?= -XX:+UseSerialGC -Xms8m -Xmx48m -Xss256k -XX:TieredStopAtLevel=1

.PHONY: help run jar image test unit scripts bench clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: $(IMAGE) ## start the daemon on localhost:8000; options: make run ARGS='--listen 127.0.0.1:9000'
	@exec $(IMAGE) $(ARGS)

jar: $(JAR) ## build target/chatd.jar

image: $(IMAGE) ## build target/image: chatd with a Java runtime of its own

test: ## run all tests: unit tests and test-scripts
	@src/build/need java javac mvn expect nc
	@MVN='$(MVN)' src/build/test all

unit: ## run the unit tests only
	@src/build/need java javac mvn
	@MVN='$(MVN)' src/build/test unit

scripts: $(IMAGE) ## run the test scripts only; one of them: make scripts ONLY=two-people
	@src/build/need expect nc
	@ONLY='$(ONLY)' src/build/test scripts

bench: $(JAR) ## compare with other servers, in under five minutes; a part of it: make bench ONLY=fanout
	@src/build/need java javac mvn cc
	$(MVN) -Pbench process-classes
	@CHATD='$(JAVA) $(JVM_OPTS) -jar $(JAR)' src/bench/run '$(JAVA)' '$(JVM_OPTS)' '$(ONLY)'

clean: ## remove what was built
	rm -rf target

$(JAR): $(SOURCES)
	@src/build/need java javac mvn
	$(MVN) -Dmaven.test.skip=true package
	@touch $@

$(IMAGE): $(JAR) src/build/image
	@src/build/image
