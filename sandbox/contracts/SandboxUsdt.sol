// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// A token for rehearsals that behaves as USDT on Ethereum does where custody feels it: six decimals; transfer returns nothing;
/// its issuer can freeze an address (transfers out of it fail), and destroy what a frozen address holds, which is no Transfer event.
contract SandboxUsdt {
    string public constant name = "SANDBOX Tether USD";
    string public constant symbol = "SANDBOX-USDT";
    uint8 public constant decimals = 6;

    address public immutable owner;
    uint256 public totalSupply;
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    mapping(address => bool) public isBlackListed;

    event Transfer(address indexed from, address indexed to, uint256 value);
    event Approval(address indexed owner, address indexed spender, uint256 value);
    event Issue(uint256 amount);
    event AddedBlackList(address _user);
    event RemovedBlackList(address _user);
    event DestroyedBlackFunds(address _blackListedUser, uint256 _balance);

    modifier onlyOwner() {
        require(msg.sender == owner, "not the issuer");
        _;
    }

    constructor() {
        owner = msg.sender;
    }

    /// New units, to the issuer.
    function issue(uint256 amount) external onlyOwner {
        totalSupply += amount;
        balanceOf[owner] += amount;
        emit Issue(amount);
        emit Transfer(address(0), owner, amount);
    }

    function transfer(address to, uint256 value) external {
        move(msg.sender, to, value);
    }

    function approve(address spender, uint256 value) external {
        // As USDT does: an allowance is first set to nothing, then to another sum.
        require(value == 0 || allowance[msg.sender][spender] == 0, "reset the allowance first");
        allowance[msg.sender][spender] = value;
        emit Approval(msg.sender, spender, value);
    }

    function transferFrom(address from, address to, uint256 value) external {
        allowance[from][msg.sender] -= value;
        move(from, to, value);
    }

    function addBlackList(address user) external onlyOwner {
        isBlackListed[user] = true;
        emit AddedBlackList(user);
    }

    function removeBlackList(address user) external onlyOwner {
        isBlackListed[user] = false;
        emit RemovedBlackList(user);
    }

    /// What a frozen address holds is destroyed; the supply shrinks. No Transfer is emitted.
    function destroyBlackFunds(address user) external onlyOwner {
        require(isBlackListed[user], "not frozen");
        uint256 destroyed = balanceOf[user];
        balanceOf[user] = 0;
        totalSupply -= destroyed;
        emit DestroyedBlackFunds(user, destroyed);
    }

    function move(address from, address to, uint256 value) private {
        require(!isBlackListed[from], "frozen");
        balanceOf[from] -= value;
        balanceOf[to] += value;
        emit Transfer(from, to, value);
    }
}
