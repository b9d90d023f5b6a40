package chatd.admin;

import chatd.chat.Administration;
import chatd.link.NodeInfo;
import chatd.text.TextTable;

/** The command about linked nodes: nodes. */
final class NodeCommands {

    private static final int COLUMNS = 4;

    private final Administration chat;

    NodeCommands(Administration chat) {
        this.chat = chat;
    }

    String list(String nothing) {
        if (chat.link() == null) {
            throw new BadCommand("this server is not linked to others; see --link");
        }
        TextTable columns = new TextTable(COLUMNS);
        columns.row("NODE", "PEOPLE", "LAG", "VERSION");
        for (NodeInfo node : chat.link().nodes()) {
            columns.row(node.isOwn() ? node.name() + " (this)" : node.name(), Integer.toString(node.people()),
                    Long.toString(node.lag()), node.version().isEmpty() ? "-" : node.version());
        }
        return String.join("\n", columns.lines()) + state();
    }

    private String state() {
        return switch (chat.link().state()) {
            case WAITING -> "\nthe NATS servers cannot be reached; lines wait";
            case ALONE -> "\nthe NATS servers cannot be reached; this node is alone";
            case CUT -> "\nthe NATS servers cannot be reached; lines are refused";
            default -> "";
        };
    }
}
