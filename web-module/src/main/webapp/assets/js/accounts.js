// The people of the installation: let in or not, and who runs it.
import { form } from "./forms.js";

form("disable", { body: () => ({ disabled: true }) });
form("enable", { body: () => ({ disabled: false }) });
form("make", { body: () => ({ platformOperator: true }) });
form("unmake", { body: () => ({ platformOperator: false }) });
