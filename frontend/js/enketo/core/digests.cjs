// Of node-forge only what the function digest() of a form uses.
const forge = require("node-forge/lib/forge");
require("node-forge/lib/util");
require("node-forge/lib/md5");
require("node-forge/lib/sha1");
require("node-forge/lib/sha256");
require("node-forge/lib/sha512");

forge.md.sha384 = forge.md.sha384 || forge.sha384;
module.exports = forge;
