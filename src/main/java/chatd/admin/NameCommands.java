package chatd.admin;

import chatd.chat.Administration;
import chatd.chat.NameAdministration;
import chatd.text.TextTable;
import java.util.List;

/** The commands about registered names: register, unregister, op, deop, ops. Answers changes once they are saved. */
final class NameCommands {

    private static final int COLUMNS = 2;

    private final Administration chat;

    NameCommands(Administration chat) {
        this.chat = chat;
    }

    void register(String typed, Answer answer) {
        names().register(typed, key -> {
            String name = names().find(typed);
            answer.give("registered " + name + "; its key is " + key + '\n' + "to use the name, enter: " + name + ' '
                    + key, "registered " + name);
        }, answer::fail);
    }

    void unregister(String typed, Answer answer) {
        String name = registered(typed);
        names().unregister(name, failure -> end(answer, failure, "freed the name " + name));
    }

    void op(String typed, Answer answer) {
        String name = registered(typed);
        if (names().isOperator(name)) {
            throw new BadCommand(name + " is already an operator");
        }
        names().setOperator(name, true, failure -> end(answer, failure, name + " is an operator now"));
    }

    void deop(String typed, Answer answer) {
        String name = registered(typed);
        if (!names().isOperator(name)) {
            throw new BadCommand(name + " is not an operator; try ops");
        }
        names().setOperator(name, false, failure -> end(answer, failure, name + " is no longer an operator"));
    }

    private static void end(Answer answer, String failure, String done) {
        if (failure == null) {
            answer.give(done);
        } else {
            answer.fail(failure);
        }
    }

    String operators(String nothing) {
        List<NameAdministration.Operator> operators = names().operators();
        if (operators.isEmpty()) {
            return "no operators";
        }
        TextTable columns = new TextTable(COLUMNS);
        operators.forEach(one -> columns.row(one.name(), one.isHere() ? "here" : "last seen " + one.lastUsed()));
        return String.join("\n", columns.lines());
    }

    private String registered(String typed) {
        String name = names().find(typed);
        if (name == null) {
            throw new BadCommand(typed + " is not a registered name");
        }
        return name;
    }

    private NameAdministration names() {
        if (chat.names() == null) {
            throw new BadCommand("names cannot be registered: chatd runs without --names-file");
        }
        return chat.names();
    }
}
